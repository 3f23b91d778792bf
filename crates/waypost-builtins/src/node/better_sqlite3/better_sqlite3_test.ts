// The built-in better-sqlite3; what is expected was seen with the package on Node.js.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import Database, { SqliteError } from "waypost-internal:node/better_sqlite3/better_sqlite3";
import { Buffer } from "waypost-internal:node/buffer/buffer";

// deno-lint-ignore no-explicit-any
type Any = any;

function open(): Any {
  const database: Any = new Database(":memory:");
  database.exec("create table users (id integer primary key, name text not null unique, big integer, data blob)");
  database.exec("create table posts (id integer primary key, author integer references users (id), title text)");
  return database;
}

function filled(): Any {
  const database = open();
  const insert = database.prepare("insert into users (name, big, data) values (?, ?, ?)");
  insert.run("ann", 9007199254740993n, Buffer.from([1, 2]));
  insert.run(["bob", 5], [null]);
  return database;
}

test("a database tells what it is", () => {
  const database = open();
  assertEquals(Object.keys(database), ["name", "open", "inTransaction", "readonly", "memory"]);
  assertEquals([database.name, database.open, database.inTransaction, database.readonly, database.memory], [":memory:", true, false, false, true]);
  assert(Database() instanceof (Database as Any));
  assertEquals(database.close(), database);
  assertEquals([database.open, database.close().open], [false, false]);
  assertThrows(() => database.prepare("select 1"), { name: "TypeError", message: "The database connection is not open" });
});

test("wrong options are refused", () => {
  const make = (...args: unknown[]): unknown => new (Database as Any)(...args);
  assertThrows(() => make(5), { message: "Expected first argument to be a string" });
  assertThrows(() => make("x", { readOnly: true }), { message: 'Misspelled option "readOnly" should be "readonly"' });
  assertThrows(() => make(":memory:", { readonly: true }), { message: "In-memory/temporary databases cannot be readonly" });
  assertThrows(() => make("x", { timeout: -1 }), { message: 'Expected the "timeout" option to be a positive integer' });
  assertThrows(() => make("/no/such/folder/x.db"), { message: "Cannot open database because the directory does not exist" });
  assertThrows(() => make("/dev/shm/waypost-no-such-file.db", { fileMustExist: true }), { name: "SqliteError", code: "SQLITE_CANTOPEN", message: "unable to open database file" });
});

test("run, get, all and their shapes", () => {
  const database = filled();
  assertEquals(database.prepare("insert into users (name) values ('c')").run(), { changes: 1, lastInsertRowid: 3 });
  const select = database.prepare("select id, name from users order by id");
  assertEquals(select.get(), { id: 1, name: "ann" });
  assertEquals(select.all().length, 3);
  assertEquals(database.prepare("select id from users where id = 9").get(), undefined);
  assertEquals(select.raw().get(), [1, "ann"]);
  assertEquals(select.pluck().all(), [1, 2, 3]);
  assertEquals(select.pluck(false).get(), { id: 1, name: "ann" });
  const joined = database.prepare("select users.id, posts.title, 1 + 1 as two from users left join posts on author = users.id");
  assertEquals(joined.expand().get(), { users: { id: 1 }, posts: { title: null }, $: { two: 2 } });
  assertEquals(database.prepare("select id as x, 1 as one from users").columns(), [
    { name: "x", column: "id", table: "users", database: "main", type: "INTEGER" },
    { name: "one", column: null, table: null, database: null, type: null },
  ]);
  const proto = database.prepare('select 1 as "__proto__"').get();
  assertEquals([Object.keys(proto), Object.getPrototypeOf(proto) === Object.prototype], [["__proto__"], true]);
});

test("statements that give rows and others", () => {
  const database = filled();
  const insert = database.prepare("insert into users (name) values (?)");
  assertEquals([insert.reader, insert.readonly, insert.busy, insert.database === database], [false, false, false, true]);
  assertThrows(() => insert.get("x"), { message: "This statement does not return data. Use run() instead" });
  assertThrows(() => insert.pluck(), { message: "The pluck() method is only for statements that return data" });
  assertEquals(database.prepare("insert into users (name) values ('r') returning id").get(), { id: 3 });
  assertThrows(() => database.prepare("select 1; select 2"), { name: "RangeError", message: "The supplied SQL string contains more than one statement" });
  assertThrows(() => database.prepare(" -- nothing"), { name: "RangeError", message: "The supplied SQL string contains no statements" });
  assertEquals(database.prepare("select 1 as a; -- tail").get(), { a: 1 });
});

test("parameters by position, by name and bound", () => {
  const database = open();
  const three = database.prepare("select @a as a, :b as b, ? as c");
  assertEquals(three.get({ a: 1, b: "2", z: 0 }, null), { a: 1, b: "2", c: null });
  assertThrows(() => three.get({ a: 1 }, 3), { name: "RangeError", message: 'Missing named parameter "b"' });
  assertThrows(() => three.get({ a: 1, b: 2 }, { a: 1, b: 2 }), { message: "You cannot specify named parameters in two different objects" });
  assertThrows(() => three.get(new Date()), { message: "Named parameters can only be passed within plain objects" });
  assertThrows(() => three.get(), { name: "TypeError", message: "Missing named parameters" });
  assertEquals(database.prepare("select ?2 as a, ?1 as b").get({ 1: "x", 2: "y" }), { a: "y", b: "x" });
  const one = database.prepare("select ? as a");
  assertThrows(() => one.get(), { name: "RangeError", message: "Too few parameter values were provided" });
  assertThrows(() => one.get(1, 2), { name: "RangeError", message: "Too many parameter values were provided" });
  assertThrows(() => one.get(true), { name: "TypeError", message: "SQLite3 can only bind numbers, strings, bigints, buffers, and null" });
  assertThrows(() => one.get(2n ** 64n), { name: "RangeError", message: "The bound string, buffer, or bigint is too big" });
  assertEquals(one.get(undefined), { a: null });
  const bound = one.bind(7);
  assertEquals([bound.get(), bound.get()], [{ a: 7 }, { a: 7 }]);
  assertThrows(() => bound.get(8), { message: "This statement already has bound parameters" });
  assertThrows(() => bound.bind(8), { message: "The bind() method can only be invoked once per statement object" });
});

test("integers and bytes", () => {
  const database = filled();
  const select = database.prepare("select big, data from users where id = 1");
  const row = select.get();
  assertEquals(row.big, 9007199254740992);
  assert(Buffer.isBuffer(row.data));
  assertEquals([...row.data], [1, 2]);
  assertEquals(select.safeIntegers().get().big, 9007199254740993n);
  assertEquals(database.prepare("update users set big = 1").safeIntegers().run(), { changes: 2, lastInsertRowid: 2n });
  assertEquals(open().defaultSafeIntegers().prepare("select 5").pluck().get(), 5n);
  assertEquals(database.prepare("select typeof(?) as a, typeof(?) as b").get(1, 1n), { a: "real", b: "integer" });
});

test("errors are the package's", () => {
  const database = filled();
  const insert = database.prepare("insert into users (name) values (?)");
  assertThrows(() => insert.run("ann"), { name: "SqliteError", code: "SQLITE_CONSTRAINT_UNIQUE", message: "UNIQUE constraint failed: users.name" });
  assertThrows(() => insert.run(null), { code: "SQLITE_CONSTRAINT_NOTNULL" });
  assertThrows(() => database.prepare("insert into posts (author) values (9)").run(), { code: "SQLITE_CONSTRAINT_FOREIGNKEY" });
  assertThrows(() => database.prepare("selec 1"), { code: "SQLITE_ERROR", message: 'near "selec": syntax error' });
  assertThrows(() => database.exec('select "nope"'), { code: "SQLITE_ERROR" });
  const error = new SqliteError("m", "C");
  assert(error instanceof (Database as Any).SqliteError && error instanceof Error);
  assertEquals([Object.keys(error), String(error), SqliteError("m", "C").code], [["code"], "SqliteError: m", "C"]);
});

test("iterators read row by row and keep others away", () => {
  const database = filled();
  const select = database.prepare("select name from users order by id");
  const iterator = select.iterate();
  const busy = "This database connection is busy executing a query";
  assertEquals(iterator.next(), { value: { name: "ann" }, done: false });
  assertThrows(() => database.exec("select 1"), { message: busy });
  assertThrows(() => database.close(), { message: busy });
  assertThrows(() => select.all(), { message: "This statement is busy executing a query" });
  assertEquals([select.busy, database.prepare("select count(*) from users").pluck().get()], [true, 2]);
  assertEquals(iterator.return(), { value: undefined, done: true });
  assertEquals([select.busy, iterator.next()], [false, { value: undefined, done: true }]);
  assertEquals([...select.pluck().iterate()], ["ann", "bob"]);
});

test("transactions nest and roll back", () => {
  const database = open();
  const insert = database.prepare("insert into users (name) values (?)");
  const names = (): unknown => database.prepare("select name from users order by id").pluck().all();
  const add = database.transaction((...list: string[]) => list.map((name) => insert.run(name).changes));
  assertEquals(add("a", "b"), [1, 1]);
  assertThrows(() => add("c", "a"), { code: "SQLITE_CONSTRAINT_UNIQUE" });
  assertEquals([names(), database.inTransaction], [["a", "b"], false]);
  const outer = database.transaction(() => {
    insert.run("d");
    assertThrows(() => add("e", "a"), { code: "SQLITE_CONSTRAINT_UNIQUE" });
    return database.inTransaction;
  });
  assertEquals([outer.immediate(), names()], [true, ["a", "b", "d"]]);
  assertThrows(() => database.transaction(async () => {})(), { message: "Transaction function cannot return a promise" });
});

test("functions and aggregates", () => {
  const database = filled();
  database.function("cat", { varargs: true }, (...parts: unknown[]) => parts.join("-"));
  assertEquals(database.prepare("select cat('a', 1, null)").pluck().get(), "a-1-");
  database.function("fail", () => {
    throw new RangeError("as it is");
  });
  assertThrows(() => database.prepare("select fail()").get(), { name: "RangeError", message: "as it is" });
  assertThrows(() => database.exec("select fail()"), { name: "RangeError", message: "as it is" });
  database.function("odd", () => ({}));
  assertThrows(() => database.prepare("select odd()").get(), { name: "TypeError", message: "User-defined function odd() returned an invalid value" });
  database.function("shut", () => database.close());
  assertThrows(() => database.prepare("select shut()").get(), { message: "This database connection is busy executing a query" });
  database.aggregate("list", { start: () => [], step: (all: unknown[], one: unknown) => void all.push(one), result: (all: unknown[]) => all.join() });
  assertEquals(database.prepare("select list(name) from users").pluck().get(), "ann,bob");
  assertEquals(database.prepare("select list(name) from users where id > 9").pluck().get(), "");
  database.aggregate("total", { start: 0, step: (sum: number, n: number) => sum + n, inverse: (sum: number, n: number) => sum - n });
  assertEquals(database.prepare("select total(id) over (order by id rows 1 preceding) from users").pluck().all(), [1, 3]);
  assertThrows(() => database.prepare("select list(id) over (order by id) from users").all(), { message: "list() may not be used as a window function" });
});

test("copies: serialize and open", () => {
  const bytes = filled().serialize();
  const copy: Any = new Database(bytes);
  assertEquals([copy.memory, copy.prepare("select count(*) from users").pluck().get()], [true, 2]);
  const fixed: Any = new Database(bytes, { readonly: true });
  assertThrows(() => fixed.exec("delete from users"), { code: "SQLITE_READONLY" });
  const wrong: Any = new Database(Buffer.from("this is not a database at all"));
  assertThrows(() => wrong.prepare("select 1 from sqlite_master").get(), { code: "SQLITE_NOTADB" });
});

test("pragmas and the log", () => {
  const seen: string[] = [];
  const database: Any = new Database(":memory:", { verbose: (sql: string) => void seen.push(sql) });
  assertEquals(database.pragma("user_version = 7"), []);
  assertEquals(database.pragma("user_version", { simple: true }), 7);
  assertEquals(database.pragma("cache_size"), [{ cache_size: -16000 }]);
  database.exec("create table a (b); insert into a values (1)");
  database.prepare("select b from a where b = ?").get("it's");
  assertEquals(seen.slice(3), ["create table a (b);", "insert into a values (1)", "select b from a where b = 'it''s'"]);
});

test("what is not there says so", () => {
  assertThrows(() => open().table("x", {}), { code: "ERR_WAYPOST_NOT_AVAILABLE" });
  assertThrows(() => open().loadExtension("x"), { code: "ERR_WAYPOST_NOT_AVAILABLE" });
});
