// A product's picture: uploaded by the owner as a form, kept as a file named by its content.

import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { currentUser } from '@/lib/auth';
import { database, products } from '@/lib/db';
import { failure, parseId } from '@/lib/http';

const FOLDER = 'data/images';
const LARGEST = 1024 * 1024;
const TYPES: Record<string, string> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };

type Context = { params: Promise<{ id: string }> };

export async function PUT(request: Request, { params }: Context): Promise<Response> {
  const user = await currentUser();
  if (user?.role !== 'admin') return failure(user ? 403 : 401, user ? 'only the owner may do this' : 'log in first');
  const id = parseId((await params).id);
  if (id === undefined) return failure(404, 'no such product');
  const form = await request.formData().catch(() => null);
  const file = form?.get('file');
  if (!(file instanceof File)) return failure(400, 'send the picture as the field "file" of a form');
  const extension = TYPES[file.type];
  if (!extension) return failure(415, 'send PNG, JPEG or WebP');
  if (file.size > LARGEST) return failure(413, 'the picture is larger than 1 MiB');

  const bytes = Buffer.from(await file.arrayBuffer());
  const image = `${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}.${extension}`;
  const { db } = await database();
  const changed = await db.update(products).set({ image }).where(eq(products.id, id)).returning();
  if (changed.length === 0) return failure(404, 'no such product');
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, image), bytes);
  return Response.json({ image, size: file.size });
}

export async function GET(_: Request, { params }: Context): Promise<Response> {
  const id = parseId((await params).id);
  const { db } = await database();
  const [product] = id ? await db.select().from(products).where(eq(products.id, id)) : [];
  if (!product?.image) return failure(404, 'no picture');
  const type = Object.keys(TYPES).find((name) => product.image?.endsWith(TYPES[name]));
  const bytes = await readFile(join(FOLDER, product.image));
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': type ?? 'application/octet-stream', etag: `"${product.image}"` } });
}
