// The `db` of the examples: Prisma on PostgreSQL, with the table that they need.
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '@prisma/client'

const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) })
let table: Promise<unknown> | undefined

const makeTable = async () => {
  await client.$executeRaw`CREATE SEQUENCE IF NOT EXISTS documented_post_id`
  await client.$executeRaw`CREATE TABLE IF NOT EXISTS documented_post (id text PRIMARY KEY DEFAULT nextval('documented_post_id')::text, title text NOT NULL)`
}

export const db = client.$extends({
  query: {
    async $allOperations({ args, query }) {
      await (table ??= makeTable())
      return query(args)
    },
  },
})
