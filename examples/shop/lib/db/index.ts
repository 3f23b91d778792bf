// The database of the shop: PostgreSQL when DATABASE_URL names one, an SQLite file otherwise.
//
// Both have the same tables, and what the handlers write is understood by both; it is checked
// against the types of PostgreSQL.

import * as postgres from '@/lib/db/postgres';
import * as sqlite from '@/lib/db/sqlite';

const url = process.env.DATABASE_URL;

export const { users, sessions, products, orders, events } = url
  ? postgres.tables
  : (sqlite.tables as unknown as typeof postgres.tables);

const PRODUCTS = [
  { name: 'Notebook A5', cents: 650, stock: 40 },
  { name: 'Fountain pen', cents: 3900, stock: 3 },
  { name: 'Blue ink', cents: 800, stock: 0 },
];

let opened: Promise<postgres.Database> | undefined;

/** The open database; the first call makes its tables and the first products. */
export function database(): Promise<postgres.Database> {
  return (opened ??= open().catch((error: unknown) => {
    // The next request tries again.
    opened = undefined;
    throw error;
  }));
}

async function open(): Promise<postgres.Database> {
  const database = url
    ? await postgres.open(url)
    : ((await sqlite.open(process.env.DATABASE_FILE ?? 'data/shop.db')) as unknown as postgres.Database);
  await database.db.insert(products).values(PRODUCTS).onConflictDoNothing();
  return database;
}

/** Whether a statement failed because a row with such a value is there already. */
export function isDuplicate(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code === '23505' || /UNIQUE constraint failed/.test(cause?.message ?? '');
}
