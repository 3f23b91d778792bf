// The tables on PostgreSQL.

import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core';
import { Pool } from 'pg';

export const tables = {
  users: pgTable('users', {
    id: serial().primaryKey(),
    email: text().notNull().unique(),
    password: text().notNull(),
    role: text().notNull().default('customer'),
  }),
  sessions: pgTable('sessions', {
    digest: text().primaryKey(),
    userId: integer('user_id').notNull(),
    expiresAt: integer('expires_at').notNull(),
  }),
  products: pgTable('products', {
    id: serial().primaryKey(),
    name: text().notNull().unique(),
    cents: integer().notNull(),
    stock: integer().notNull(),
    image: text(),
  }),
  orders: pgTable('orders', {
    id: serial().primaryKey(),
    userId: integer('user_id').notNull(),
    productId: integer('product_id').notNull(),
    quantity: integer().notNull(),
    cents: integer().notNull(),
    status: text().notNull().default('pending'),
  }),
  events: pgTable('events', { id: text().primaryKey() }),
};

const DEFINITIONS = `
  SELECT pg_advisory_xact_lock(7001);
  CREATE TABLE IF NOT EXISTS users (id serial PRIMARY KEY, email text NOT NULL UNIQUE, password text NOT NULL, role text NOT NULL DEFAULT 'customer');
  CREATE TABLE IF NOT EXISTS sessions (digest text PRIMARY KEY, user_id int NOT NULL REFERENCES users(id), expires_at int NOT NULL);
  CREATE TABLE IF NOT EXISTS products (id serial PRIMARY KEY, name text NOT NULL UNIQUE, cents int NOT NULL, stock int NOT NULL CHECK (stock >= 0), image text);
  CREATE TABLE IF NOT EXISTS orders (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users(id), product_id int NOT NULL REFERENCES products(id), quantity int NOT NULL, cents int NOT NULL, status text NOT NULL DEFAULT 'pending');
  CREATE TABLE IF NOT EXISTS events (id text PRIMARY KEY);`;

/** Opens the pool and makes what is missing; processes that start together take turns. */
export async function open(url: string) {
  const pool = new Pool({ connectionString: url, max: 5 });
  await pool.query(DEFINITIONS);
  const db = drizzle({ client: pool });
  type Transaction = Parameters<Parameters<typeof db.transaction>[0]>[0];
  return {
    kind: 'postgres',
    db,
    transaction: <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => db.transaction(work),
    check: async (): Promise<void> => void (await db.execute(sql`SELECT 1`)),
  };
}

export type Database = Awaited<ReturnType<typeof open>>;
