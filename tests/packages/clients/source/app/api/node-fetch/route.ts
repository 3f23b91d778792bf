import fetch, { AbortError, FormData, Headers, Response as FetchResponse, FetchError } from 'node-fetch';
import { Readable } from 'node:stream';

const upstream = process.env.UPSTREAM_URL!;

export async function GET() {
  const response = await fetch(`${upstream}/post`, { method: 'POST', body: JSON.stringify({ a: 1 }), headers: { 'Content-Type': 'application/json' } });
  const echo: any = await response.json();
  const form = new FormData();
  form.set('greeting', 'Hello');
  const posted: any = await (await fetch(`${upstream}/form`, { method: 'POST', body: form })).json();
  const streamed: any = await (await fetch(`${upstream}/stream`, { method: 'POST', body: Readable.from(['a', 'b']) })).json();
  const zipped = await (await fetch(`${upstream}/gzip`)).text();
  const moved = await fetch(`${upstream}/moved`);
  const manual = await fetch(`${upstream}/moved`, { redirect: 'manual' });
  let bytes = 0;
  for await (const chunk of (await fetch(`${upstream}/gzip`)).body!) bytes += chunk.length;
  const controller = new AbortController();
  const pending = fetch(`${upstream}/x`, { signal: controller.signal });
  controller.abort();
  const aborted = await pending.catch((error) => [error.name, error instanceof AbortError]);
  const refused = await fetch('http://127.0.0.1:1/').catch((error) => [error.name, error.code, error.type, error instanceof FetchError]);
  return Response.json({ ok: response.ok, type: response.headers.get('content-type'), method: echo.method, body: echo.body, agent: echo.headers['user-agent'], posted: posted.body.includes('name="greeting"\r\n\r\nHello'), streamed: streamed.body, zipped, moved: [moved.redirected, moved.status], manual: [manual.status, manual.headers.get('location')?.endsWith('/final')], bytes, aborted, refused, headers: [...new Headers({ b: '1', A: '2' })], own: await new FetchResponse('text').text() });
}
