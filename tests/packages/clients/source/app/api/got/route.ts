import got, { HTTPError } from 'got';

const client = got.extend({ prefixUrl: process.env.UPSTREAM_URL, retry: { limit: 0 }, headers: { 'x-a': 'b' } });

export async function GET() {
  const echo: any = await client.post('items', { json: { hello: 'world' }, searchParams: { a: '1' } }).json();
  const moved: any = await client('moved').json();
  const text = await client('gzip').text();
  const buffer = await client('gzip').buffer();
  let streamed = '';
  for await (const chunk of client.stream('gzip')) streamed += chunk;
  const missing = await client('missing').catch((error) => ({ is: error instanceof HTTPError, code: error.code, message: error.message, body: error.response.body }));
  const refused = await got('http://127.0.0.1:1/', { retry: { limit: 0 } }).catch((error) => ({ name: error.name, code: error.code, message: error.message }));
  const form: any = await client.post('form', { form: { a: 'b c' } }).json();
  let tries = 0;
  await client('missing', { retry: { limit: 1, statusCodes: [404], calculateDelay: ({ computedValue }) => (computedValue ? 1 : 0) }, hooks: { beforeRetry: [() => { tries++; }] } }).catch(() => {});
  const progress = (await client('items', { hooks: { afterResponse: [(response) => { response.headers['x-seen'] = 'yes'; return response; }] } })).headers['x-seen'];
  const failed = await client('slow', { timeout: { request: 1 } }).then(() => 'too fast', (error) => error.name);
  return Response.json({ method: echo.method, url: echo.url, body: echo.body, type: echo.headers['content-type'], agent: echo.headers['user-agent'], encoding: echo.headers['accept-encoding'], moved: moved.url, text, bytes: buffer.length, streamed, missing, refused, form: [form.body, form.headers['content-type']], tries, progress, failed: ['TimeoutError', 'too fast'].includes(failed) });
}
