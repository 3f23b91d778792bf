import postgres from 'postgres'

const sql = postgres(process.env.DATABASE_URL!, { max: 4, onnotice: () => {} })

export async function GET() {
  await sql`DROP TABLE IF EXISTS postgres_users`
  await sql`CREATE TABLE postgres_users (id serial PRIMARY KEY, name text NOT NULL, age int CHECK (age >= 0), meta jsonb, at timestamptz)`
  const users = [
    { name: 'Murray', age: 68, meta: { a: [1, null] }, at: new Date(86400000) },
    { name: 'Walter', age: 80, meta: { b: 'ü' }, at: new Date(0) },
  ].map((user) => ({ ...user, meta: sql.json(user.meta) }))
  const inserted = await sql`INSERT INTO postgres_users ${sql(users, 'name', 'age', 'meta', 'at')} RETURNING *`
  const name = 'Mur', age = 60
  const found = await sql`SELECT name, age FROM postgres_users WHERE name LIKE ${name + '%'} AND age > ${age}`
  const listed = await sql`SELECT ${sql(['name', 'age'])} FROM postgres_users WHERE age IN ${sql([68, 75, 23])}`
  const updated = await sql`UPDATE postgres_users SET ${sql({ name: 'Murray B.', age: 69 }, 'name', 'age')} WHERE name = 'Murray'`

  const [user, total] = await sql.begin(async (sql) => {
    const [user] = await sql`INSERT INTO postgres_users (name, age) VALUES ('Ann', 20) RETURNING id, name`
    const saved = await sql.savepoint(async (sql) => {
      await sql`INSERT INTO postgres_users (name, age) VALUES ('Bad', -1)`
    }).catch((error) => error.code)
    const [{ total }] = await sql`SELECT count(*)::int AS total FROM postgres_users`
    return [user, [saved, total]]
  })
  const broken = await sql.begin(async (sql) => {
    await sql`DELETE FROM postgres_users`
    await sql`INSERT INTO postgres_users (name, age) VALUES ('Bad', -1)`
  }).catch((error) => ({ code: error.code, constraint: error.constraint_name, message: error.message }))

  const streamed: number[] = []
  for await (const rows of sql`SELECT n FROM generate_series(1, 25) AS n`.cursor(10)) streamed.push(rows.length)
  const heard = new Promise((resolve) => {
    sql.listen('postgres-news', resolve).then(() => sql.notify('postgres-news', 'hello'))
  })
  const message = await heard
  const copied = await sql`COPY postgres_users (name, age) TO STDOUT`.readable()
  let text = ''
  for await (const chunk of copied) text += chunk
  return Response.json({
    inserted, found, listed, updated: [updated.count, updated.command], user, total, broken,
    left: (await sql`SELECT name FROM postgres_users ORDER BY id`).map((row) => row.name),
    streamed, message, text, columns: inserted.columns.map((column) => [column.name, column.type]),
    values: await sql`SELECT 1 AS a, 'x' AS b`.values(),
    raw: await sql.unsafe('SELECT $1::int + 1 AS n', [41]),
  })
}
