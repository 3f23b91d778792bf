// The database: one SQLite file, opened when the first request needs it.
//
// The connection hangs on globalThis because app/ and pages/ are separate module graphs: a
// module-level variable would exist twice, and an in-memory database would then be two.
// Opening late also keeps `next build`, which loads every route, away from the file.

import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE
  );
  CREATE TABLE IF NOT EXISTS posts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    published TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL,
    items TEXT NOT NULL,
    total_cents INTEGER NOT NULL
  );
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    text TEXT NOT NULL
  );
  CREATE TABLE IF NOT EXISTS webhook_events (
    id TEXT PRIMARY KEY,
    type TEXT NOT NULL
  );
`;

const FIRST_ROWS = `
  INSERT OR IGNORE INTO users (id, name, email) VALUES
    (1, 'Ada Lovelace', 'ada@example.com'),
    (2, 'Grace Hopper', 'grace@example.com');
  INSERT OR IGNORE INTO posts (id, title, body, published) VALUES
    (1, 'Choosing a notebook', 'Paper weight first, binding second.', '2026-01-15'),
    (2, 'Ink that lasts', 'Pigment stays, dye fades.', '2026-02-03');
`;

const holder = globalThis as typeof globalThis & { notesDatabase?: DatabaseSync };

/** The open database of this process. */
export function database(): DatabaseSync {
  holder.notesDatabase ??= open(process.env.DATABASE_FILE ?? 'data/notes.db');
  return holder.notesDatabase;
}

/** One row, as the type the query's columns spell. */
export function one<Row>(sql: string, ...values: (string | number)[]): Row | undefined {
  return database().prepare(sql).get(...values) as Row | undefined;
}

/** All rows. */
export function all<Row>(sql: string, ...values: (string | number)[]): Row[] {
  return database().prepare(sql).all(...values) as Row[];
}

/** How many rows the statement changed, and the id of the last one it added. */
export function run(sql: string, ...values: (string | number)[]): { changes: number; id: number } {
  const { changes, lastInsertRowid } = database().prepare(sql).run(...values);
  return { changes: Number(changes), id: Number(lastInsertRowid) };
}

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file === ':memory:' ? file : path.resolve(process.cwd(), file));
  // Several server processes may share the file: writers wait for each other instead of failing.
  db.exec('PRAGMA busy_timeout = 5000');
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('BEGIN IMMEDIATE');
  const isNew = !db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'users'").get();
  db.exec(SCHEMA);
  if (isNew) db.exec(FIRST_ROWS);
  db.exec('COMMIT');
  return db;
}
