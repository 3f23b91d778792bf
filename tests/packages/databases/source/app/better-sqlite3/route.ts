import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

type Row = Record<string, unknown>

function caught(call: () => unknown): unknown {
  try {
    return call()
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string }
    return [name, code, message]
  }
}

async function scenario(folder: string) {
  const logged: unknown[] = []
  const db = new Database(join(folder, 'shop.db'), { verbose: (sql) => logged.push(sql) })
  const journal = db.pragma('journal_mode = WAL', { simple: true })
  db.exec(`
    CREATE TABLE cats (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INTEGER, picture BLOB);
    CREATE TABLE toys (id INTEGER PRIMARY KEY, cat INTEGER REFERENCES cats (id) ON DELETE CASCADE, kind TEXT);
  `)
  const insert = db.prepare('INSERT INTO cats (name, age) VALUES (@name, @age)')
  const insertMany = db.transaction((cats: Row[]) => cats.map((cat) => insert.run(cat).lastInsertRowid))
  const inserted = insertMany([{ name: 'Joey', age: 2 }, { name: 'Sally', age: 4 }, { name: 'Junior', age: 1 }])
  const failure = caught(() => insertMany([{ name: 'Lost', age: 9 }, { name: 'Joey', age: 2 }]))
  db.prepare('INSERT INTO toys (cat, kind) VALUES (?, ?), (?, ?)').run(1, 'ball', [1, 'mouse'])
  db.prepare('UPDATE cats SET picture = ? WHERE id = 1').run(Buffer.from([1, 2, 255]))
  db.function('shout', { deterministic: true }, (text) => `${text}!`.toUpperCase())
  db.aggregate('median', {
    start: () => [],
    step: (all: number[], next: number) => void all.push(next),
    result: (all: number[]) => all.sort((a, b) => a - b)[all.length >> 1],
  })
  const select = db.prepare('SELECT * FROM cats WHERE age > ? ORDER BY id')
  const old: unknown[] = []
  for (const cat of select.iterate(1) as IterableIterator<Row>) old.push(cat.name)
  const backup = await db.backup(join(folder, 'copy.db'))
  const copy = new Database(join(folder, 'copy.db'), { readonly: true, fileMustExist: true })
  const answer = {
    journal, inserted, failure, old,
    first: select.get(0), none: select.get(99), picture: Buffer.isBuffer((select.get(0) as Row).picture),
    plucked: db.prepare('SELECT shout(name) FROM cats').pluck().all(), raw: db.prepare('SELECT id, median(age) FROM cats').raw().get(),
    expanded: db.prepare('SELECT cats.name, toys.kind, count(*) AS n FROM cats JOIN toys ON toys.cat = cats.id GROUP BY toys.id').expand().all(),
    columns: db.prepare('SELECT name AS n, age + 1 AS next FROM cats').columns(),
    big: String(db.prepare('SELECT 9007199254740993').pluck().safeIntegers().get()),
    returning: db.prepare('DELETE FROM cats WHERE name = ? RETURNING id, name').all('Sally'),
    cascaded: [db.prepare('DELETE FROM cats WHERE id = 1').run(), db.prepare('SELECT count(*) AS n FROM toys').get()],
    errors: [
      caught(() => db.prepare('SELEC 1')), caught(() => db.prepare('SELECT 1; SELECT 2')), caught(() => insert.run({ name: 'x' })),
      caught(() => insert.run({ name: null, age: 1 })), caught(() => select.run(1)), caught(() => select.all()), caught(() => insert.all({ name: 'y', age: 1 })),
      caught(() => copy.exec('DELETE FROM cats')), caught(() => new Database('/no/such/folder/x.db')), caught(() => db.transaction(async () => 1)()),
    ],
    table: db.pragma('table_info(toys)'), copied: [backup.remainingPages, copy.prepare('SELECT count(*) FROM cats').pluck().get()],
    state: [db.open, db.inTransaction, db.memory, copy.readonly, db.close().open, caught(() => select.get(0))],
  }
  return { ...answer, logged: logged.slice(0, 9) }
}

export async function GET() {
  const folder = mkdtempSync(join(tmpdir(), 'better-sqlite3-'))
  try {
    return Response.json(await scenario(folder))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
