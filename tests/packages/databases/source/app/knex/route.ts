import knex from 'knex'

const db = knex({ client: 'pg', connection: process.env.DATABASE_URL, pool: { min: 0, max: 4 } })

export async function GET() {
  await db.schema.dropTableIfExists('knex_accounts')
  await db.schema.dropTableIfExists('knex_users')
  await db.schema
    .createTable('knex_users', (table) => {
      table.increments('id')
      table.string('user_name').notNullable()
    })
    .createTable('knex_accounts', (table) => {
      table.increments('id')
      table.string('account_name').unique()
      table.integer('user_id').unsigned().references('knex_users.id')
      table.jsonb('settings').defaultTo('{}')
      table.timestamp('created_at', { useTz: true })
    })
  const [user] = await db('knex_users').insert({ user_name: 'Tim' }).returning(['id', 'user_name'])
  await db('knex_accounts').insert({ account_name: 'knex', user_id: user.id, settings: { a: [1] }, created_at: new Date(0) })
  const joined = await db('knex_users').join('knex_accounts', 'knex_users.id', 'knex_accounts.user_id')
    .select('knex_users.user_name as user', 'knex_accounts.account_name as account', 'settings', 'created_at')
  const mapped = (await db('knex_users').select('user_name')).map((row) => ({ ...row, seen: true }))

  const failure = await db.transaction(async (trx) => {
    const ids = await trx('knex_users').insert([{ user_name: 'A' }, { user_name: 'B' }], 'id')
    await trx('knex_accounts').insert({ account_name: 'knex', user_id: ids[0].id })
  }).catch((error) => ({ code: error.code, message: error.message }))
  const nested = await db.transaction(async (trx) => {
    await trx('knex_users').insert({ user_name: 'kept' })
    await trx.transaction(async (inner) => {
      await inner('knex_users').insert({ user_name: 'lost' })
      throw new Error('inner only')
    }).catch((error) => error.message)
    return trx('knex_users').pluck('user_name')
  })
  const raw = await db.raw('SELECT ?::int + 1 AS sum, ?? FROM knex_users ORDER BY id LIMIT 1', [41, 'user_name'])
  const built = db.select('*').from('t').where({ a: 1 }).whereIn('b', [2, 3]).orWhereNot('c', 'like', '%x%').limit(5).toSQL().toNative()
  const streamed: string[] = []
  for await (const row of db('knex_users').orderBy('id').stream()) streamed.push(row.user_name)
  const changed = await db('knex_users').where('user_name', 'like', 'k%').update({ user_name: db.raw('upper(user_name)') })
  const merged = await db('knex_accounts').insert({ account_name: 'knex', user_id: user.id, settings: { b: 2 } }).onConflict('account_name').merge(['settings']).returning('settings')
  return Response.json({
    user, joined, mapped, failure, nested, streamed, changed, merged,
    raw: raw.rows, built: [built.sql, built.bindings], has: await db.schema.hasColumn('knex_users', 'user_name'),
    first: await db('knex_users').where({ id: user.id }).first(), count: await db('knex_users').count({ n: '*' }),
  })
}
