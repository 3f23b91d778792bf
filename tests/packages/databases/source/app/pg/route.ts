import { Client, DatabaseError, Pool, types } from 'pg'

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 })

export async function GET() {
  await pool.query('DROP TABLE IF EXISTS pg_authors')
  await pool.query(`CREATE TABLE pg_authors (
    id serial PRIMARY KEY,
    name text NOT NULL UNIQUE,
    born date,
    rating numeric(3,1),
    tags text[] NOT NULL DEFAULT '{}',
    extra jsonb,
    picture bytea,
    seen timestamptz
  )`)
  const inserted = await pool.query(
    'INSERT INTO pg_authors (name, rating, tags, extra, picture, seen) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *',
    ['Brian Carlson', 4.5, ['a', 'b,c', null], { deep: { list: [1, 2] } }, Buffer.from([0, 255, 92]), new Date(0)],
  )

  const client = await pool.connect()
  let rolledBack: string
  try {
    await client.query('BEGIN')
    await client.query('INSERT INTO pg_authors(name) VALUES($1)', ['Grace'])
    await client.query('COMMIT')
    await client.query('BEGIN')
    await client.query('INSERT INTO pg_authors(name) VALUES($1)', ['Grace'])
    rolledBack = 'not reached'
  } catch (error) {
    await client.query('ROLLBACK')
    const { code, constraint, table, detail, severity } = error as DatabaseError
    rolledBack = JSON.stringify({ known: error instanceof DatabaseError, code, constraint, table, detail, severity })
  } finally {
    client.release()
  }

  const prepared = []
  for (const name of ['Grace', 'Nobody']) {
    const result = await pool.query({ name: 'by-name', text: 'SELECT id, name FROM pg_authors WHERE name = $1', values: [name] })
    prepared.push({ rows: result.rows, count: result.rowCount, command: result.command })
  }
  const many = await pool.query('SELECT n, repeat(\'x\', 1000) AS text FROM generate_series(1, 2000) AS n')
  const array = await pool.query({ text: 'SELECT 1::int8 AS big, 2::int4 AS small, true AS yes, null AS none', rowMode: 'array' })
  const parsed = await pool.query({
    text: 'SELECT 9007199254740993::int8 AS big',
    types: { getTypeParser: (oid, format) => (oid === types.builtins.INT8 ? BigInt : types.getTypeParser(oid, format)) } as typeof types,
  })
  const parallel = await Promise.all(
    Array.from({ length: 12 }, async (_, n) => (await pool.query('SELECT $1::int * 2 AS n, pg_sleep(0.01)', [n])).rows[0].n),
  )

  const listener = new Client({ connectionString: process.env.DATABASE_URL })
  await listener.connect()
  const notified = new Promise((resolve) => listener.once('notification', ({ channel, payload }) => resolve({ channel, payload })))
  await listener.query('LISTEN news')
  await pool.query("SELECT pg_notify('news', 'a new book')")
  const notification = await notified
  await listener.end()

  const wrong = await pool.query('SELECT * FROM no_such_table').catch((error: DatabaseError) => ({ message: error.message, code: error.code, position: error.position }))
  const refused = await new Client({ host: '127.0.0.1', port: 1 }).connect().catch((error: NodeJS.ErrnoException) => error.code)
  return Response.json({
    inserted: inserted.rows[0],
    fields: inserted.fields.map((field) => field.name),
    rolledBack,
    prepared,
    many: [many.rowCount, many.rows.reduce((sum, row) => sum + row.n + row.text.length, 0)],
    array: array.rows,
    big: String(parsed.rows[0].big),
    parallel,
    notification,
    wrong,
    refused,
    pool: { total: pool.totalCount <= 4, waiting: pool.waitingCount },
  })
}
