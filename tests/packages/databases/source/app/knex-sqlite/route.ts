import knex from 'knex'

export async function GET() {
  const db = knex({ client: 'better-sqlite3', connection: { filename: ':memory:' }, useNullAsDefault: true })
  await db.schema.createTable('users', (table) => {
    table.increments('id')
    table.string('name').notNullable().unique()
    table.boolean('admin').defaultTo(false)
    table.json('extra')
  })
  const ids = await db('users').insert([{ name: 'Ann', admin: true, extra: JSON.stringify({ a: 1 }) }, { name: 'Bob' }])
  const returned = await db('users').insert({ name: 'Cid' }).returning(['id', 'name'])
  const failure = await db.transaction(async (trx) => {
    await trx('users').update({ name: 'same' }).where({ id: 1 })
    await trx('users').insert({ name: 'same' })
  }).catch((error) => [error.code, error.message])
  const answer = {
    ids, returned, failure, rows: await db('users').orderBy('id'), updated: await db('users').where('name', 'like', 'B%').update({ admin: 1 }),
    raw: await db.raw('SELECT count(*) AS n FROM users WHERE admin = ?', [1]), has: await db.schema.hasColumn('users', 'extra'),
    nested: await db('users').whereIn('id', db('users').max('id')).first(),
  }
  await db.destroy()
  return Response.json(answer)
}
