import axios, { AxiosError, isAxiosError } from 'axios';
import http from 'node:http';

const client = axios.create({ baseURL: process.env.UPSTREAM_URL, timeout: 5000, headers: { 'X-Custom-Header': 'foobar' }, httpAgent: new http.Agent({ keepAlive: true }) });
client.interceptors.request.use((config) => { config.headers.set('x-intercepted', 'yes'); return config; });

const shown = ({ method, url, headers, body }: any) => ({ method, url, body, headers: { accept: headers.accept, type: headers['content-type'], custom: headers['x-custom-header'], intercepted: headers['x-intercepted'], encoding: headers['accept-encoding'], agent: headers['user-agent'], length: headers['content-length'], auth: headers.authorization } });

export async function GET() {
  const get = await client.get('/user', { params: { ID: 12345, list: [1, 2], when: new Date(0) } });
  const post = await client.post('/user', { firstName: 'Fred', lastName: 'Flintstone' }, { auth: { username: 'a', password: 'b' } });
  const form = await client.postForm('/form', { a: 1, file: Buffer.from('text') });
  const encoded = await client.post('/form', new URLSearchParams({ a: 'b c' }));
  const zipped = await client.get('/gzip');
  const moved = await client.get('/moved');
  const stream = await client.get('/gzip', { responseType: 'stream' });
  let length = 0;
  for await (const chunk of stream.data) length += chunk.length;
  const buffer = await client.get('/gzip', { responseType: 'arraybuffer' });
  const all = await Promise.all([client.get('/a'), client.get('/b')]);
  return Response.json({ status: get.status, get: shown(get.data), post: shown(post.data), form: /name="a"\r\n\r\n1\r\n/.test(form.data.body) && /name="file"/.test(form.data.body), encoded: shown(encoded.data), zipped: zipped.data, moved: [moved.data.url, moved.request.res?.responseUrl], length, buffer: [Buffer.isBuffer(buffer.data), buffer.data.length], all: all.map((it) => it.data.url) });
}

export async function POST() {
  const fails = async (run: () => Promise<unknown>) => {
    try { return await run(); } catch (error) {
      return { name: error.name, code: error.code, message: error.message, status: error.response?.status, data: error.response?.data, is: isAxiosError(error), instance: error instanceof AxiosError };
    }
  };
  const controller = new AbortController();
  const aborted = fails(() => client.get('/slow', { signal: controller.signal }));
  controller.abort();
  return Response.json({
    missing: await fails(() => client.get('/missing')),
    aborted: await aborted,
    refused: await fails(() => axios.get('http://127.0.0.1:1/')),
    tooLong: await fails(() => client.get('/gzip', { maxContentLength: 3 })),
    fetching: await fails(async () => (await client.get('/fetching', { adapter: 'fetch' })).data.url),
    missingByFetch: await fails(() => client.get('/missing', { adapter: 'fetch' })),
  });
}
