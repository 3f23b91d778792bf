// Transactions of better-sqlite3. https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md#transactionfunction---function

import type { Connection } from "waypost-internal:node/better_sqlite3/connection";
import { prepare, type Statement } from "waypost-internal:node/better_sqlite3/statement";
import * as ops from "waypost-internal:internal/sqlite/ops";

type Called = (this: unknown, ...args: unknown[]) => unknown;

const SAVEPOINT = "`\t_bs3.\t`";
const BEGINNINGS = { default: "BEGIN", deferred: "BEGIN DEFERRED", immediate: "BEGIN IMMEDIATE", exclusive: "BEGIN EXCLUSIVE" };

export function inTransaction(connection: Connection): boolean {
  return connection.handle !== undefined && ops.inTransaction(connection.handle);
}

/** A function that runs `called` in a transaction, or in a savepoint of the one that is open. */
export function transaction(connection: Connection, database: object, called: unknown): Called {
  if (typeof called !== "function") throw new TypeError("Expected first argument to be a function");
  const properties: PropertyDescriptorMap = { database: { value: database, enumerable: true } };
  for (const [name, begin] of Object.entries(BEGINNINGS)) {
    properties[name] = { value: wrap(connection, database, called as Called, begin) };
  }
  for (const name of Object.keys(BEGINNINGS)) Object.defineProperties(properties[name]!.value, properties);
  return properties.default!.value as Called;
}

function wrap(connection: Connection, database: object, called: Called, begin: string): Called {
  const run = (sql: string): void => void statement(connection, database, sql).run();
  return function sqliteTransaction(...args) {
    const isNested = inTransaction(connection);
    run(isNested ? `SAVEPOINT ${SAVEPOINT}` : begin);
    try {
      const result = Reflect.apply(called, this, args);
      if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
        throw new TypeError("Transaction function cannot return a promise");
      }
      run(isNested ? `RELEASE ${SAVEPOINT}` : "COMMIT");
      return result;
    } catch (error) {
      // Some errors of SQLite have ended it already.
      if (inTransaction(connection)) {
        run(isNested ? `ROLLBACK TO ${SAVEPOINT}` : "ROLLBACK");
        if (isNested) run(`RELEASE ${SAVEPOINT}`);
      }
      throw error;
    }
  };
}

const statements: WeakMap<Connection, Map<string, Statement>> = new WeakMap();

function statement(connection: Connection, database: object, sql: string): Statement {
  let known = statements.get(connection);
  if (known === undefined) statements.set(connection, (known = new Map()));
  let found = known.get(sql);
  if (found === undefined) known.set(sql, (found = prepare(connection, database, sql, false)));
  return found;
}
