// Orders: placed by a customer, paid by Stripe's word.

import { and, eq, gte, sql } from 'drizzle-orm';
import { database, events, orders, products } from '@/lib/db';

export type Order = typeof orders.$inferSelect;

/** Takes the goods off the shelf and writes the order down, or neither. */
export async function placeOrder(userId: number, productId: number, quantity: number): Promise<Order | 'sold out'> {
  const { transaction } = await database();
  return transaction(async (tx) => {
    const [product] = await tx
      .update(products)
      .set({ stock: sql`${products.stock} - ${quantity}` })
      .where(and(eq(products.id, productId), gte(products.stock, quantity)))
      .returning();
    if (!product) return 'sold out';
    const [order] = await tx
      .insert(orders)
      .values({ userId, productId, quantity, cents: product.cents * quantity })
      .returning();
    return order;
  });
}

export async function ordersOf(userId: number): Promise<Order[]> {
  const { db } = await database();
  return db.select().from(orders).where(eq(orders.userId, userId)).orderBy(orders.id);
}

/** Marks an order as paid; an event that comes twice counts once. */
export async function markPaid(eventId: string, orderId: number): Promise<'paid' | 'known' | 'unknown order'> {
  const { transaction } = await database();
  return transaction(async (tx) => {
    const fresh = await tx.insert(events).values({ id: eventId }).onConflictDoNothing().returning();
    if (fresh.length === 0) return 'known';
    const changed = await tx.update(orders).set({ status: 'paid' }).where(eq(orders.id, orderId)).returning();
    return changed.length > 0 ? 'paid' : 'unknown order';
  });
}
