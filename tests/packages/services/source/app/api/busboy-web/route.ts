import busboy from 'busboy';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export async function POST(request: Request) {
  const bb = busboy({ headers: Object.fromEntries(request.headers) });
  const names: string[] = [];
  bb.on('file', (name, file) => { names.push(`file ${name}`); file.resume(); }).on('field', (name, value) => { names.push(`${name}=${value}`); });
  await pipeline(Readable.fromWeb(request.body as any), bb);
  return Response.json(names);
}
