// The same tables on the SQLite that Node.js brings, for a shop without a database server.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { sql } from 'drizzle-orm';
import { drizzle, type AsyncRemoteCallback } from 'drizzle-orm/sqlite-proxy';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const tables = {
  users: sqliteTable('users', {
    id: integer().primaryKey(),
    email: text().notNull().unique(),
    password: text().notNull(),
    role: text().notNull().default('customer'),
  }),
  sessions: sqliteTable('sessions', {
    digest: text().primaryKey(),
    userId: integer('user_id').notNull(),
    expiresAt: integer('expires_at').notNull(),
  }),
  products: sqliteTable('products', {
    id: integer().primaryKey(),
    name: text().notNull().unique(),
    cents: integer().notNull(),
    stock: integer().notNull(),
    image: text(),
  }),
  orders: sqliteTable('orders', {
    id: integer().primaryKey(),
    userId: integer('user_id').notNull(),
    productId: integer('product_id').notNull(),
    quantity: integer().notNull(),
    cents: integer().notNull(),
    status: text().notNull().default('pending'),
  }),
  events: sqliteTable('events', { id: text().primaryKey() }),
};

const DEFINITIONS = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, password TEXT NOT NULL, role TEXT NOT NULL DEFAULT 'customer');
  CREATE TABLE IF NOT EXISTS sessions (digest TEXT PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id), expires_at INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS products (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, cents INTEGER NOT NULL, stock INTEGER NOT NULL CHECK (stock >= 0), image TEXT);
  CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id), product_id INTEGER NOT NULL REFERENCES products(id), quantity INTEGER NOT NULL, cents INTEGER NOT NULL, status TEXT NOT NULL DEFAULT 'pending');
  CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY);`;

/**
 * One connection for all requests. While a transaction runs, the statements of other requests wait:
 * on the same connection they would become part of it.
 */
export async function open(file: string) {
  mkdirSync(dirname(file), { recursive: true });
  const connection = new DatabaseSync(file);
  connection.exec(DEFINITIONS);
  let last: Promise<unknown> = Promise.resolve();

  const run: AsyncRemoteCallback = async (query, parameters, method) => {
    const statement = connection.prepare(query);
    statement.setReturnArrays(true);
    const values = parameters as SQLInputValue[];
    if (method === 'run') {
      statement.run(...values);
      return { rows: [] };
    }
    const rows = statement.all(...values) as unknown as unknown[][];
    return { rows: method === 'get' ? rows[0] : rows };
  };
  const db = drizzle(async (...statement) => {
    await last;
    return run(...statement);
  });
  const exclusive = drizzle(run);
  type Transaction = Parameters<Parameters<typeof db.transaction>[0]>[0];
  return {
    kind: 'sqlite',
    db,
    transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
      const turn = last.then(() => exclusive.transaction(work, { behavior: 'immediate' }));
      last = turn.catch(() => undefined);
      return turn;
    },
    check: async (): Promise<void> => void (await db.run(sql`SELECT 1`)),
  };
}
