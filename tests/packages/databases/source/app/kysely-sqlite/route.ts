import Database from 'better-sqlite3'
import { Kysely, SqliteDialect, sql, type Generated } from 'kysely'

interface Tables { person: { id: Generated<number>; name: string; age: number | null } }

export async function GET() {
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Database(':memory:') }) })
  await db.schema.createTable('person').addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique()).addColumn('age', 'integer').execute()
  const inserted = await db.insertInto('person').values([{ name: 'Ann', age: 30 }, { name: 'Bob', age: null }]).executeTakeFirst()
  const returned = await db.insertInto('person').values({ name: 'Cid', age: 9 }).returningAll().executeTakeFirst()
  const failure = await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('person').execute()
    await trx.insertInto('person').values([{ name: 'x', age: 1 }, { name: 'x', age: 2 }]).execute()
  }).catch((error) => [error.name, error.code, error.message])
  const streamed: string[] = []
  for await (const row of db.selectFrom('person').select('name').orderBy('id').stream()) streamed.push(row.name)
  const updated = await db.updateTable('person').set({ age: sql<number>`age + 1` }).where('age', 'is not', null).executeTakeFirst()
  const answer = {
    inserted: [String(inserted.insertId), String(inserted.numInsertedOrUpdatedRows)], returned, failure, streamed, updated: String(updated.numUpdatedRows),
    all: await db.selectFrom('person').selectAll().orderBy('id').execute(), tables: (await db.introspection.getTables()).map((table) => table.columns.map((column) => column.name)),
  }
  await db.destroy()
  return Response.json(answer)
}
