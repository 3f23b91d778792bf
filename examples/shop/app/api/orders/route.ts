import { z } from 'zod';
import { currentUser } from '@/lib/auth';
import { failure, readBody } from '@/lib/http';
import { send } from '@/lib/mail';
import { ordersOf, placeOrder } from '@/lib/orders';

const newOrder = z.object({ productId: z.int().positive(), quantity: z.int().min(1).max(100) });

export async function GET(): Promise<Response> {
  const user = await currentUser();
  return user ? Response.json(await ordersOf(user.id)) : failure(401, 'log in first');
}

export async function POST(request: Request): Promise<Response> {
  const user = await currentUser();
  if (!user) return failure(401, 'log in first');
  const body = await readBody(request, newOrder);
  if (body instanceof Response) return body;
  const order = await placeOrder(user.id, body.productId, body.quantity);
  if (order === 'sold out') return failure(409, 'not enough of it is left');
  await send(user.email, `Order ${order.id}`, `You ordered ${order.quantity} for ${(order.cents / 100).toFixed(2)}.`);
  return Response.json(order, { status: 201 });
}
