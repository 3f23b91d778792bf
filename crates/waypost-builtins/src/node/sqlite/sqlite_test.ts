// node:sqlite.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { DatabaseSync } from "waypost-internal:node/sqlite/sqlite";

function open(): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec("create table t (id integer primary key, name text, data blob, n real)");
  return database;
}

test("run, get, all, iterate", () => {
  const database = open();
  const insert = database.prepare("insert into t (name, n) values (?, ?)");
  assertEquals(insert.run("a", 1.5), { lastInsertRowid: 1, changes: 1 });
  assertEquals(insert.run("b", null), { lastInsertRowid: 2, changes: 1 });
  const rows = database.prepare("select id, name, n from t order by id").all() as Record<string, unknown>[];
  assertEquals(rows.map((row) => ({ ...row })), [{ id: 1, name: "a", n: 1.5 }, { id: 2, name: "b", n: null }]);
  assertEquals(Object.getPrototypeOf(rows[0]), null);
  assertEquals(database.prepare("select name from t where id = 9").get(), undefined);
  assertEquals([...database.prepare("select id from t").iterate()].length, 2);
  database.close();
  assert(!database.isOpen);
});

test("named parameters", () => {
  const database = open();
  const insert = database.prepare("insert into t (name, n) values ($name, :n)");
  insert.run({ name: "x", $name: "y", ":n": 2 } as never);
  insert.run({ name: "bare", n: 3 } as never);
  assertEquals((database.prepare("select count(*) as c from t").get() as { c: number }).c, 2);
  assertThrows(() => insert.run({ unknown: 1 } as never), { code: "ERR_INVALID_STATE", message: "Unknown named parameter 'unknown'" });
});

test("big integers and bytes", () => {
  const database = open();
  database.prepare("insert into t (id, data) values (?, ?)").run(9007199254740993n, new Uint8Array([1, 2]));
  const select = database.prepare("select id, data from t");
  assertThrows(() => select.get(), { code: "ERR_OUT_OF_RANGE" });
  select.setReadBigInts(true);
  const row = select.get() as { id: bigint; data: Uint8Array };
  assertEquals(row.id, 9007199254740993n);
  assertEquals([...row.data], [1, 2]);
});

test("errors carry SQLite's codes", () => {
  const database = open();
  assertThrows(() => database.exec("select nope"), { code: "ERR_SQLITE_ERROR", errcode: 1, errstr: "SQL logic error", message: "no such column: nope" });
  database.exec("insert into t (id) values (1)");
  assertThrows(() => database.exec("insert into t (id) values (1)"), { errcode: 1555, errstr: "constraint failed" });
  assertThrows(() => new DatabaseSync(5 as never), { code: "ERR_INVALID_ARG_TYPE" });
  database.close();
  assertThrows(() => database.exec("select 1"), { code: "ERR_INVALID_STATE", message: "database is not open" });
});

test("source and expanded text", () => {
  const statement = open().prepare("select ?");
  statement.get("it's");
  assertEquals([statement.sourceSQL, statement.expandedSQL], ["select ?", "select 'it''s'"]);
});

test("several statements: the first counts", () => {
  const database = open();
  const statement = database.prepare("select ';' as a; select 2");
  assertEquals([statement.sourceSQL, { ...(statement.get() as object) }], ["select ';' as a;", { a: ";" }]);
});

test("rows come one by one", () => {
  const database = open();
  database.exec("insert into t (name) values ('a'), ('b'), ('c')");
  const seen: unknown[] = [];
  for (const row of database.prepare("select name from t order by id").iterate() as Iterable<{ name: string }>) {
    seen.push(row.name);
    if (row.name === "b") break;
  }
  assertEquals(seen, ["a", "b"]);
  // One that is broken off holds nothing.
  database.exec("drop table t");
});

test("columns say where they come from", () => {
  assertEquals(open().prepare("select id as x, 1 from t").columns(), [
    { column: "id", database: "main", name: "x", table: "t", type: "INTEGER" },
    { column: null, database: null, name: "1", table: null, type: null },
  ]);
});

test("functions and aggregates", () => {
  const database = open();
  database.function("twice", (n) => (n as number) * 2);
  assertEquals((database.prepare("select twice(4) as r").get() as { r: number }).r, 8);
  database.function("fail", () => {
    throw new RangeError("as it is");
  });
  assertThrows(() => database.prepare("select fail()").get(), { name: "RangeError", message: "as it is" });
  database.function("later", () => Promise.resolve(1));
  assertThrows(() => database.prepare("select later()").get(), { code: "ERR_SQLITE_ERROR", message: "Asynchronous user-defined functions are not supported" });
  database.exec("insert into t (n) values (1), (2), (3)");
  database.aggregate("total", { start: 0, step: (sum, n) => (sum as number) + (n as number) });
  assertEquals((database.prepare("select total(n) as r from t").get() as { r: number }).r, 6);
});

test("a function may use its database, and close it", () => {
  const database = open();
  database.function("inner", () => (database.prepare("select 5 as r").get() as { r: number }).r);
  assertEquals((database.prepare("select inner() as r").get() as { r: number }).r, 5);
  database.function("shut", () => (database.close(), 1));
  assertEquals((database.prepare("select shut() as r").get() as { r: number }).r, 1);
  assertThrows(() => database.prepare("select 1"), { message: "database is not open" });
});

test("a function that is defined again is the one that is called", () => {
  const database = open();
  const value = (sql: string): unknown => (database.prepare(sql).get() as { r: unknown }).r;
  for (const n of [1, 2, 3]) database.function("which", () => n);
  database.function("WHICH", (given) => given);
  assertEquals([value("select which() as r"), value("select which(7) as r")], [3, 7]);
});
