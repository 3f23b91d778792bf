import Database from 'better-sqlite3'
import { count, eq, gt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { blob, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'

const users = sqliteTable('users', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull().unique(),
  age: integer(),
  tags: text({ mode: 'json' }).$type<string[]>(),
  at: integer({ mode: 'timestamp' }),
  admin: integer({ mode: 'boolean' }).notNull().default(false),
  key: blob({ mode: 'buffer' }),
})

export function GET() {
  const db = drizzle(new Database(':memory:'), { schema: { users } })
  db.run(sql`CREATE TABLE users (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL UNIQUE, age integer, tags text, at integer, admin integer NOT NULL DEFAULT 0, key blob)`)
  const [created] = db.insert(users).values({ name: 'Ann', age: 30, tags: ['ä', 'b'], at: new Date(86400000), admin: true, key: Buffer.from([1, 2]) }).returning().all()
  const run = db.insert(users).values([{ name: 'Bob', age: 20 }, { name: 'Cid' }]).run()
  const older = db.select({ name: users.name, double: sql<number>`${users.age} * 2` }).from(users).where(gt(users.age, 18)).orderBy(users.id).all()
  const upserted = db.insert(users).values({ name: 'Bob', age: 21 }).onConflictDoUpdate({ target: users.name, set: { age: 21 } }).returning({ age: users.age }).get()
  let failure: unknown
  try {
    db.transaction((tx) => {
      tx.update(users).set({ age: 99 }).run()
      tx.insert(users).values({ name: 'Ann' }).run()
    })
  } catch (error) {
    const { code, message } = (error as Error & { cause?: Error & { code: string } }).cause ?? (error as Error & { code: string })
    failure = [code, message]
  }
  const prepared = db.select().from(users).where(eq(users.name, sql.placeholder('name'))).prepare()
  return Response.json({
    created: { ...created, key: [...(created?.key ?? [])] }, run, older, upserted, failure, found: prepared.get({ name: 'Cid' }), related: db.query.users.findFirst({ columns: { name: true } }).sync(),
    total: db.select({ n: count() }).from(users).get(), values: db.values(sql`SELECT id, name FROM users ORDER BY id`),
  })
}
