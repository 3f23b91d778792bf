import { DatabaseSync } from "node:sqlite";
export function GET() {
  const db = new DatabaseSync(":memory:");
  db.exec("create table t (id integer primary key, name text, data blob, n real)");
  const insert = db.prepare("insert into t (name, data, n) values (?, ?, ?)");
  const first = insert.run("a", new Uint8Array([1, 2]), 1.5);
  insert.run("b", null, 2);
  const named = db.prepare("select id, name from t where name = $name");
  let error;
  try {
    db.exec("insert into nope values (1)");
  } catch (thrown) {
    error = { code: thrown.code, message: thrown.message };
  }
  const rows = db.prepare("select * from t order by id").all();
  const answer = {
    first,
    named: named.get({ $name: "b" }),
    none: String(named.get({ $name: "z" })),
    rows: rows.map((row) => ({ ...row, data: row.data && [...row.data] })),
    error,
  };
  db.close();
  return Response.json(answer);
}
