import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, generateObject, tool, convertToModelMessages, stepCountIs } from 'ai';
import { z } from 'zod';

const openai = (kind: string) => createOpenAI({ baseURL: `${process.env.UPSTREAM_URL}/${kind}/v1`, apiKey: 'k' }).chat('gpt-x');

export async function GET() {
  const { text, usage, finishReason } = await generateText({ model: openai('openai'), prompt: 'Say this is a test', maxRetries: 0 });
  const { object } = await generateObject({ model: openai('openai-object'), schema: z.object({ city: z.string(), degrees: z.number() }), prompt: 'x' });
  const called: unknown[] = [];
  const tools = { weather: tool({ description: 'w', inputSchema: z.object({ city: z.string() }), execute: async ({ city }) => { called.push(city); return { city, degrees: 4 }; } }) };
  const used = await generateText({ model: openai('openai-tool'), tools, prompt: 'weather?', stopWhen: stepCountIs(1) });
  return Response.json({ text, total: usage.totalTokens, finishReason, object, called, results: used.toolResults.map((it) => it.output) });
}

export async function POST(request: Request) {
  const { messages } = await request.json();
  const result = streamText({ model: openai('openai-stream'), messages: await convertToModelMessages(messages) });
  return result.toTextStreamResponse();
}

export async function PUT(request: Request) {
  const { messages } = await request.json();
  const result = streamText({ model: openai('openai-stream'), messages: await convertToModelMessages(messages) });
  return result.toUIMessageStreamResponse({ generateMessageId: () => 'm1' });
}
