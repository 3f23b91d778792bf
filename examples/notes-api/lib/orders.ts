// An order: checked field by field, priced by the supplier's list, stored.

import { one, run } from '@/lib/db';
import { isObject } from '@/lib/http';
import { supplierProducts } from '@/lib/products';

export interface Line {
  productId: string;
  quantity: number;
}

export type Outcome =
  | { ok: true; order: { orderId: number; lines: (Line & { cents: number })[]; total: number; currency: 'EUR' } }
  | { ok: false; fields: Record<string, string> };

const MOST_PER_LINE = 99;

/** Stores a valid order; otherwise says for each wrong field what is wrong with it. */
export async function placeOrder(body: unknown): Promise<Outcome> {
  const input = isObject(body) ? body : {};
  const fields: Record<string, string> = {};
  const customerId = checkCustomer(input.customerId, fields);
  const prices = new Map((await supplierProducts()).map((product) => [product.sku, product.price_cents]));
  const lines = checkLines(input.items, prices, fields);
  if (Object.keys(fields).length > 0) return { ok: false, fields };

  const priced = lines.map((line) => ({ ...line, cents: line.quantity * (prices.get(line.productId) ?? 0) }));
  const cents = priced.reduce((sum, line) => sum + line.cents, 0);
  const { id } = run(
    'INSERT INTO orders (customer_id, items, total_cents) VALUES (?, ?, ?)',
    customerId,
    JSON.stringify(lines),
    cents,
  );
  return { ok: true, order: { orderId: id, lines: priced, total: cents / 100, currency: 'EUR' } };
}

function checkCustomer(value: unknown, fields: Record<string, string>): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) fields.customerId = 'must be a whole number';
  else if (!one('SELECT id FROM users WHERE id = ?', value)) fields.customerId = 'is not a customer';
  else return value;
  return 0;
}

function checkLines(value: unknown, prices: Map<string, number>, fields: Record<string, string>): Line[] {
  if (!Array.isArray(value) || value.length === 0) {
    fields.items = 'must list at least one item';
    return [];
  }
  return value.map((item: unknown, index) => {
    const { productId, quantity } = isObject(item) ? item : {};
    const known = typeof productId === 'string' && prices.has(productId);
    if (!known) fields[`items[${index}].productId`] = 'is not a product';
    const counted = Number.isInteger(quantity) && Number(quantity) >= 1 && Number(quantity) <= MOST_PER_LINE;
    if (!counted) fields[`items[${index}].quantity`] = `must be a whole number from 1 to ${MOST_PER_LINE}`;
    return { productId: String(productId), quantity: Number(quantity) };
  });
}
