import { PrismaPg } from '@prisma/adapter-pg'
import { Prisma, PrismaClient, Role } from '@prisma/client'

const globalForPrisma = globalThis as unknown as { prisma?: PrismaClient }
const prisma = (globalForPrisma.prisma ??= new PrismaClient({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) }))

async function migrate(): Promise<void> {
  await prisma.$executeRawUnsafe('DROP TABLE IF EXISTS prisma_post, prisma_user')
  await prisma.$executeRawUnsafe('DROP TYPE IF EXISTS prisma_role')
  await prisma.$executeRaw`CREATE TYPE prisma_role AS ENUM ('USER', 'ADMIN')`
  await prisma.$executeRaw`CREATE TABLE prisma_user (
    id serial PRIMARY KEY, email text NOT NULL UNIQUE, name text, role prisma_role NOT NULL DEFAULT 'USER',
    balance decimal(65,30) NOT NULL DEFAULT 0, visits bigint NOT NULL DEFAULT 0, avatar bytea, settings jsonb,
    "createdAt" timestamptz(3) NOT NULL DEFAULT to_timestamp(0))`
  await prisma.$executeRaw`CREATE TABLE prisma_post (
    id serial PRIMARY KEY, title text NOT NULL, published boolean NOT NULL DEFAULT false, tags text[],
    "authorId" int NOT NULL REFERENCES prisma_user(id) ON DELETE CASCADE)`
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item)))
}

export async function GET() {
  await migrate()
  const alice = await prisma.user.create({
    data: {
      email: 'alice@prisma.io', name: 'Alice', role: Role.ADMIN, balance: new Prisma.Decimal('10.25'), visits: 9007199254740993n,
      avatar: new Uint8Array([1, 2, 3]), settings: { theme: 'dark', list: [1, null] },
      posts: { create: [{ title: 'Hello World', tags: ['a', 'b'] }, { title: 'Second', published: true }] },
    },
    include: { posts: { orderBy: { id: 'asc' } } },
  })
  await prisma.user.createMany({ data: [{ email: 'bob@prisma.io' }, { email: 'carl@prisma.io', name: 'Carl' }] })
  const filtered = await prisma.user.findMany({
    where: { OR: [{ name: { contains: 'ali', mode: 'insensitive' } }, { posts: { some: { tags: { has: 'zzz' } } } }], settings: { path: ['theme'], equals: 'dark' } },
    select: { email: true, _count: { select: { posts: true } } },
  })
  const unique = await prisma.user.create({ data: { email: 'bob@prisma.io' } })
    .catch((error) => ({ known: error instanceof Prisma.PrismaClientKnownRequestError, code: error.code, model: error.meta?.modelName }))
  const invalid = await prisma.user.create({ data: {} as never }).catch((error) => [error.name, error.message.includes('Argument `email` is missing')])
  const missing = await prisma.post.delete({ where: { id: 99 } }).catch((error) => [error.code, error.name])

  const [published, total] = await prisma.$transaction([
    prisma.post.updateMany({ where: { title: { startsWith: 'Hello' } }, data: { published: true } }), prisma.post.count({ where: { published: true } }),
  ])
  const rolledBack = await prisma.$transaction(async (tx) => {
    await tx.user.update({ where: { email: 'carl@prisma.io' }, data: { balance: { decrement: 100 } } })
    const { balance } = await tx.user.findUniqueOrThrow({ where: { email: 'carl@prisma.io' } })
    if (balance.lt(0)) throw new Error(`not enough: ${balance}`)
  }).catch((error) => error.message)
  const upserted = await prisma.user.upsert({ where: { email: 'bob@prisma.io' }, create: { email: 'bob@prisma.io' }, update: { name: 'Bob', visits: { increment: 2 } } })
  const aggregated = await prisma.user.aggregate({ _count: true, _max: { visits: true, createdAt: true }, _sum: { balance: true } })
  const grouped = await prisma.user.groupBy({ by: ['role'], _count: { _all: true }, orderBy: { role: 'asc' } })
  const raw = await prisma.$queryRaw`SELECT id, email, visits, balance FROM prisma_user WHERE email = ${'alice@prisma.io'}`
  const extended = await prisma.$extends({ result: { user: { label: { needs: { email: true }, compute: ({ email }) => `<${email}>` } } } }).user.findFirst({ orderBy: { id: 'desc' } })
  const paged = await prisma.user.findMany({ take: 1, skip: 1, cursor: { id: alice.id }, orderBy: { id: 'asc' }, select: { id: true, posts: true } })
  const together = await Promise.all([1, 2, 3].map((id) => prisma.user.findUnique({ where: { id }, select: { email: true } })))
  return Response.json(plain({
    alice, filtered, unique, invalid, missing, published, total, rolledBack, upserted, aggregated, grouped, raw, label: extended?.label, paged, together,
    types: [alice.createdAt instanceof Date, Prisma.Decimal.isDecimal(alice.balance), typeof alice.visits, alice.avatar instanceof Uint8Array],
  }))
}
