import { ilike, like } from 'drizzle-orm';
import { z } from 'zod';
import { currentUser } from '@/lib/auth';
import { database, isDuplicate, products } from '@/lib/db';
import { failure, readBody } from '@/lib/http';

const newProduct = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(80),
  cents: z.int().min(1, 'must be a price'),
  stock: z.int().min(0).default(0),
});

export async function GET(request: Request): Promise<Response> {
  const { db, kind } = await database();
  const search = new URL(request.url).searchParams.get('search') ?? '';
  const pattern = `%${search.replaceAll(/[%_\\]/g, '')}%`;
  // SQLite's LIKE ignores case by itself.
  const matches = kind === 'postgres' ? ilike(products.name, pattern) : like(products.name, pattern);
  return Response.json(await db.select().from(products).where(matches).orderBy(products.id));
}

export async function POST(request: Request): Promise<Response> {
  const user = await currentUser();
  if (user?.role !== 'admin') return failure(user ? 403 : 401, user ? 'only the owner may do this' : 'log in first');
  const body = await readBody(request, newProduct);
  if (body instanceof Response) return body;
  try {
    const { db } = await database();
    const [product] = await db.insert(products).values(body).returning();
    return Response.json(product, { status: 201, headers: { location: `/api/products/${product.id}` } });
  } catch (error) {
    if (isDuplicate(error)) return failure(409, 'there is a product of this name');
    throw error;
  }
}
