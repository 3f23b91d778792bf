// POST /api/upload: one small picture or text as multipart/form-data; answers its fingerprint.

import { createHash } from 'node:crypto';
import { failure } from '@/lib/http';

const MOST_BYTES = 256 * 1024;
const TYPES = ['image/png', 'image/jpeg', 'text/plain'];

export async function POST(request: Request): Promise<Response> {
  let form: FormData;
  try {
    form = await request.formData();
  } catch {
    return failure(415, 'send multipart/form-data');
  }
  const file = form.get('file');
  if (!(file instanceof File)) return failure(422, 'invalid upload', { file: 'is missing' });
  if (file.size > MOST_BYTES) return failure(413, `a file may have ${MOST_BYTES} bytes`);
  // Browsers and clients may append parameters: text/plain;charset=utf-8.
  const type = file.type.split(';')[0].trim();
  if (!TYPES.includes(type)) return failure(415, `a file must be one of ${TYPES.join(', ')}`);

  const bytes = new Uint8Array(await file.arrayBuffer());
  return Response.json(
    {
      name: file.name,
      type,
      size: file.size,
      caption: form.get('caption'),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
    { status: 201 },
  );
}
