import OpenAI, { toFile } from 'openai';

const client = new OpenAI({ baseURL: `${process.env.UPSTREAM_URL}/openai/v1`, maxRetries: 0 });

export async function GET() {
  const completion = await client.chat.completions.create({ model: 'gpt-x', messages: [{ role: 'user', content: 'Say this is a test' }] });
  const response = await client.responses.create({ model: 'gpt-x', input: 'hi' }).withResponse();
  const models = [];
  for await (const model of client.models.list()) models.push(model.id);
  const failure = await client.embeddings.create({ model: 'e', input: 'x' }).catch((error) => ({ name: error.constructor.name, is: error instanceof OpenAI.APIError, status: error.status, message: error.message, type: error.type }));
  const uploaded: any = await client.files.create({ file: await toFile(Buffer.from('my bytes'), 'file.txt'), purpose: 'assistants' });
  const sent: any = await client.post('/echo', { body: { a: 1 } });
  return Response.json({ text: completion.choices[0].message.content, usage: completion.usage, output: response.data.output_text, id: response.request_id, models, failure, uploaded: /name="file"; filename="file.txt"/.test(uploaded.body), sent: [sent.method, sent.url, sent.body, sent.headers.authorization, sent.headers['content-type'], sent.headers.accept] });
}

export async function POST() {
  const streaming = new OpenAI({ baseURL: `${process.env.UPSTREAM_URL}/openai-stream/v1` });
  const stream = await streaming.chat.completions.create({ model: 'gpt-x', messages: [], stream: true });
  const encoder = new TextEncoder();
  return new Response(new ReadableStream({
    async start(controller) {
      for await (const chunk of stream) controller.enqueue(encoder.encode(chunk.choices[0]?.delta?.content ?? ''));
      controller.close();
    },
  }), { headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

export async function PUT() {
  const streaming = new OpenAI({ baseURL: `${process.env.UPSTREAM_URL}/openai-stream/v1` });
  const runner = streaming.chat.completions.stream({ model: 'gpt-x', messages: [{ role: 'user', content: 'x' }] });
  const deltas: string[] = [];
  runner.on('content', (delta) => { deltas.push(delta); });
  const final = await runner.finalChatCompletion();
  return Response.json({ deltas, final: final.choices[0].message.content });
}
