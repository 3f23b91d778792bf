import Anthropic from '@anthropic-ai/sdk';

export async function GET() {
  const client = new Anthropic({ baseURL: `${process.env.UPSTREAM_URL}/anthropic`, maxRetries: 0 });
  const message = await client.messages.create({ max_tokens: 1024, messages: [{ role: 'user', content: 'Hello' }], model: 'model-x' });
  const failure = await client.messages.countTokens({ messages: [], model: 'model-x' }).catch((error) => [error.constructor.name, error.status, error.error?.error?.type, error.requestID]);
  const sent: any = await client.post('/echo', { body: { a: 1 } });
  return Response.json({ content: message.content, failure, sent: [sent.url, sent.headers['x-api-key'], sent.headers['anthropic-version'], sent.body] });
}

export async function POST() {
  const client = new Anthropic({ baseURL: `${process.env.UPSTREAM_URL}/anthropic-stream` });
  const stream = client.messages.stream({ max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }], model: 'model-x' });
  const texts: string[] = [];
  stream.on('text', (text) => texts.push(text));
  const final = await stream.finalMessage();
  const events: string[] = [];
  for await (const event of await client.messages.create({ max_tokens: 10, messages: [{ role: 'user', content: 'x' }], model: 'model-x', stream: true })) events.push(event.type);
  return Response.json({ texts, content: final.content, stop: final.stop_reason, usage: final.usage.output_tokens, events });
}
