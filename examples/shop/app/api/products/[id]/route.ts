import { eq } from 'drizzle-orm';
import { database, products } from '@/lib/db';
import { failure, parseId } from '@/lib/http';

export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const id = parseId((await params).id);
  const { db } = await database();
  const [product] = id ? await db.select().from(products).where(eq(products.id, id)) : [];
  return product ? Response.json(product) : failure(404, 'no such product');
}
