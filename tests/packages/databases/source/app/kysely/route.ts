import { Kysely, PostgresDialect, sql, type Generated, type Insertable, type Selectable } from 'kysely'
import { Pool } from 'pg'
import Cursor from 'pg-cursor'

interface Person { id: Generated<number>; first_name: string; gender: 'man' | 'woman' | 'other'; last_name: string | null }
interface Pet { id: Generated<number>; name: string; owner_id: number; species: 'dog' | 'cat' }
interface Database { kysely_person: Person; kysely_pet: Pet }

const logged: string[] = []
const db = new Kysely<Database>({
  dialect: new PostgresDialect({ pool: new Pool({ connectionString: process.env.DATABASE_URL, max: 3 }), cursor: Cursor }),
  log: (event) => { if (event.level === 'error') logged.push(event.query.sql) },
})

async function migrate(): Promise<void> {
  await db.schema.dropTable('kysely_pet').ifExists().execute()
  await db.schema.dropTable('kysely_person').ifExists().execute()
  await db.schema.createTable('kysely_person')
    .addColumn('id', 'serial', (column) => column.primaryKey())
    .addColumn('first_name', 'varchar', (column) => column.notNull())
    .addColumn('last_name', 'varchar')
    .addColumn('gender', 'varchar(50)', (column) => column.notNull())
    .execute()
  await db.schema.createTable('kysely_pet')
    .addColumn('id', 'serial', (column) => column.primaryKey())
    .addColumn('name', 'varchar', (column) => column.notNull().unique())
    .addColumn('owner_id', 'integer', (column) => column.references('kysely_person.id').onDelete('cascade').notNull())
    .addColumn('species', 'varchar', (column) => column.notNull())
    .execute()
  await db.schema.createIndex('kysely_pet_owner_id_index').on('kysely_pet').column('owner_id').execute()
}

async function createPerson(person: Insertable<Person>): Promise<Selectable<Person>> {
  return db.insertInto('kysely_person').values(person).returningAll().executeTakeFirstOrThrow()
}

export async function GET() {
  logged.length = 0
  await migrate()
  const jennifer = await createPerson({ first_name: 'Jennifer', last_name: 'Aniston', gender: 'woman' })
  const arnold = await createPerson({ first_name: 'Arnold', gender: 'man' })
  const catto = await db.transaction().execute(async (trx) => {
    await trx.updateTable('kysely_person').set({ last_name: 'S.' }).where('id', '=', arnold.id).execute()
    return trx.insertInto('kysely_pet').values([
      { owner_id: arnold.id, name: 'Catto', species: 'cat' }, { owner_id: jennifer.id, name: 'Doggo', species: 'dog' },
    ]).returning(['id', 'name']).execute()
  })
  const failure = await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('kysely_person').where('id', '=', jennifer.id).execute()
    await trx.insertInto('kysely_pet').values({ owner_id: arnold.id, name: 'Catto', species: 'cat' }).execute()
  }).catch((error) => ({ code: error.code, constraint: error.constraint }))
  const joined = await db.selectFrom('kysely_person').innerJoin('kysely_pet', 'kysely_pet.owner_id', 'kysely_person.id')
    .select(({ fn, val }) => ['first_name', 'kysely_pet.name as pet', fn<string>('upper', ['species']).as('species'), val(5).as('five')])
    .where((eb) => eb.or([eb('first_name', 'like', 'J%'), eb('species', '=', 'cat')]))
    .orderBy('first_name').execute()
  const counted = await db.selectFrom('kysely_pet').select(sql<number>`count(*)::int`.as('n')).executeTakeFirst()
  const upserted = await db.insertInto('kysely_pet').values({ owner_id: arnold.id, name: 'Catto', species: 'dog' })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ species: 'dog' })).returningAll().execute()
  const deleted = await db.deleteFrom('kysely_person').where('id', 'in', [arnold.id]).executeTakeFirst()
  const streamed = []
  for await (const row of db.selectFrom('kysely_pet').selectAll().orderBy('id').stream(1)) streamed.push(row.name)
  const compiled = db.selectFrom('kysely_person').selectAll().where('first_name', '=', 'x').limit(1).compile()
  const tables = (await db.introspection.getTables()).filter((table) => table.name.startsWith('kysely_'))
    .map((table) => [table.name, table.columns.map((column) => `${column.name}:${column.dataType}`)])
  const missing = await db.selectFrom('kysely_person').selectAll().where('id', '=', 0).executeTakeFirstOrThrow().catch((error) => [error.name, error.message])
  return Response.json({
    jennifer, catto, failure, joined, counted, upserted, deleted: String(deleted.numDeletedRows), streamed, tables, missing,
    compiled: [compiled.sql, compiled.parameters], logged,
  })
}
