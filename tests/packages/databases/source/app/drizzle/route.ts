import { and, count, DrizzleQueryError, eq, gt, like, relations, sql, TransactionRollbackError } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { integer, jsonb, pgTable, timestamp, uniqueIndex, varchar } from 'drizzle-orm/pg-core'
import { Pool } from 'pg'

const users = pgTable('drizzle_users', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  name: varchar({ length: 255 }).notNull(),
  age: integer().notNull(),
  email: varchar({ length: 255 }).notNull(),
  extra: jsonb().$type<{ tags: string[] }>(),
  at: timestamp({ withTimezone: true }).notNull().default(sql`to_timestamp(0)`),
}, (table) => [uniqueIndex('drizzle_users_email').on(table.email)])
const posts = pgTable('drizzle_posts', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  title: varchar().notNull(),
  authorId: integer('author_id').references(() => users.id),
})
const usersRelations = relations(users, ({ many }) => ({ posts: many(posts) }))
const postsRelations = relations(posts, ({ one }) => ({ author: one(users, { fields: [posts.authorId], references: [users.id] }) }))

const db = drizzle({ client: new Pool({ connectionString: process.env.DATABASE_URL, max: 4 }), schema: { users, posts, usersRelations, postsRelations } })

export async function GET() {
  await db.execute(sql`DROP TABLE IF EXISTS drizzle_posts, drizzle_users`)
  await db.execute(sql`CREATE TABLE drizzle_users (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, name varchar(255) NOT NULL, age int NOT NULL,
    email varchar(255) NOT NULL, extra jsonb, at timestamptz NOT NULL DEFAULT to_timestamp(0))`)
  await db.execute(sql`CREATE UNIQUE INDEX drizzle_users_email ON drizzle_users (email)`)
  await db.execute(sql`CREATE TABLE drizzle_posts (id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY, title varchar NOT NULL, author_id int REFERENCES drizzle_users(id))`)

  const user: typeof users.$inferInsert = { name: 'John', age: 30, email: 'john@example.com', extra: { tags: ['ä', 'b'] } }
  const [created] = await db.insert(users).values(user).returning()
  await db.insert(users).values([{ name: 'Jane', age: 41, email: 'jane@example.com' }, { name: 'Jim', age: 22, email: 'jim@example.com' }])
  await db.update(users).set({ age: 31 }).where(eq(users.email, user.email))
  await db.insert(posts).values([{ title: 'first', authorId: created.id }, { title: 'second', authorId: created.id }])
  const found = await db.select({ name: users.name, double: sql<number>`${users.age} * 2` }).from(users).where(and(like(users.name, 'J%'), gt(users.age, 25))).orderBy(users.id)
  const joined = await db.select().from(users).leftJoin(posts, eq(posts.authorId, users.id)).orderBy(users.id, posts.id)
  const nested = await db.query.users.findMany({ with: { posts: { columns: { title: true } } }, columns: { name: true }, orderBy: users.id })
  const failure = await db.insert(users).values(user).catch((error) => ({ known: error instanceof DrizzleQueryError, code: error.cause?.code, constraint: error.cause?.constraint }))
  const rolledBack = await db.transaction(async (tx) => {
    await tx.delete(posts)
    await tx.transaction(async (inner) => { await inner.update(users).set({ age: 99 }) })
    tx.rollback()
  }).catch((error) => error instanceof TransactionRollbackError)
  const upserted = await db.insert(users).values({ ...user, name: 'Johnny' }).onConflictDoUpdate({ target: users.email, set: { name: 'Johnny' } }).returning({ id: users.id, name: users.name })
  const prepared = db.select().from(users).where(eq(users.id, sql.placeholder('id'))).prepare('drizzle_user_by_id')
  const [again] = await prepared.execute({ id: created.id })
  const deleted = await db.delete(users).where(eq(users.name, 'Jim')).returning({ name: users.name })
  const [total] = await db.select({ n: count() }).from(posts)
  return Response.json({
    created, found, joined: joined.map((row) => [row.drizzle_users.name, row.drizzle_posts?.title ?? null]), nested, failure, rolledBack, upserted,
    again, date: again.at instanceof Date, deleted, total, sql: db.select().from(posts).where(eq(posts.id, 1)).toSQL(),
  })
}
