import { Agent, Client, Pool, request, stream, fetch, FormData, errors, MockAgent } from 'undici';
import { Writable } from 'node:stream';

const upstream = process.env.UPSTREAM_URL!;

export async function GET() {
  const { statusCode, headers, body } = await request(`${upstream}/request?x=1`, { method: 'POST', body: 'text', headers: { 'x-a': 'b' } });
  const echo: any = await body.json();
  const client = new Client(upstream);
  const piped = await Promise.all(['/1', '/2'].map(async (path) => ((await (await client.request({ path, method: 'GET' })).body.json()) as any).url));
  await client.close();
  const pool = new Pool(upstream, { connections: 2 });
  const pooled = await Promise.all([1, 2, 3].map(async (n) => ((await (await pool.request({ path: `/p${n}`, method: 'GET' })).body.json()) as any).url));
  await pool.destroy();
  const form = new FormData();
  form.set('a', '1');
  const fetched: any = await (await fetch(`${upstream}/fetch`, { method: 'PUT', body: form, dispatcher: new Agent({ keepAliveTimeout: 10 }) })).json();
  const chunks: Buffer[] = [];
  await stream(`${upstream}/plain`, { method: 'GET' }, () => new Writable({ write(chunk, encoding, done) { chunks.push(chunk); done(); } }));
  const refused = await request('http://127.0.0.1:1/').catch((error) => [error.code, error.message]);
  const mock = new MockAgent();
  mock.disableNetConnect();
  mock.get('http://mocked.test').intercept({ path: '/hi' }).reply(200, { mocked: true });
  const mocked = await (await request('http://mocked.test/hi', { dispatcher: mock })).body.json();
  const gone = await fetch('http://127.0.0.1:1/').catch((error) => [error.name, error.message, error.cause.code]);
  const zipped = await (await fetch(`${upstream}/gzip`)).text();
  return Response.json({ statusCode, type: headers['content-type'], echo: [echo.method, echo.url, echo.body, echo.headers['x-a']], piped, pooled, form: [fetched.method, fetched.body.includes('name="a"')], agent: fetched.headers['user-agent'], length: Buffer.concat(chunks).toString(), refused, mocked, gone, zipped, error: new errors.ConnectTimeoutError('x').code });
}
