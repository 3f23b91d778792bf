// The package better-sqlite3. https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md

import { nodeError } from "waypost-internal:internal/errors/errors";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { existsSync } from "waypost-internal:node/fs/fs";
import { dirname } from "waypost-internal:node/path/path";
import { backup, type Progress } from "waypost-internal:node/better_sqlite3/backup";
import { Connection } from "waypost-internal:node/better_sqlite3/connection";
import { SqliteError } from "waypost-internal:node/better_sqlite3/errors";
import { booleanOption, defineAggregate, defineFunction, objectOf, type Options } from "waypost-internal:node/better_sqlite3/functions";
import { prepare, switchOf, type Statement } from "waypost-internal:node/better_sqlite3/statement";
import { inTransaction, transaction } from "waypost-internal:node/better_sqlite3/transaction";
import * as ops from "waypost-internal:internal/sqlite/ops";

const CONNECTION: unique symbol = Symbol("connection");

interface Database {
  readonly [CONNECTION]: Connection;
}

interface DatabaseConstructor {
  new (filename?: unknown, options?: unknown): Database;
  (filename?: unknown, options?: unknown): Database;
  prototype: Database;
  SqliteError: typeof SqliteError;
}

const forgotten: FinalizationRegistry<number> = new FinalizationRegistry((handle: number): void => ops.close(handle));

const MOST_MILLISECONDS = 0x7fffffff;
/** How the package's own copy of SQLite is set up. */
const SETTINGS = "PRAGMA cache_size = -16000";

export const Database: DatabaseConstructor = function Database(this: Database, given: unknown, options: unknown): Database | void {
  if (new.target === undefined) return new Database(given, options);
  const opened = open(given, options);
  forgotten.register(this, opened.connection.handle!);
  const { connection, filename, readonly, memory } = opened;
  Object.defineProperty(this, CONNECTION, { value: connection });
  const getters = { name: () => filename, open: () => connection.handle !== undefined, inTransaction: () => inTransaction(connection), readonly: () => readonly, memory: () => memory };
  for (const [name, get] of Object.entries(getters)) Object.defineProperty(this, name, { get, enumerable: true });
} as never;

interface Opened {
  connection: Connection;
  filename: string;
  readonly: boolean;
  memory: boolean;
}

function open(given: unknown, givenOptions: unknown): Opened {
  const bytes = Buffer.isBuffer(given) ? (given as Uint8Array) : undefined;
  const filename = bytes === undefined ? (given ?? "") : ":memory:";
  const unchecked = givenOptions ?? {};
  if (typeof filename !== "string") throw new TypeError("Expected first argument to be a string");
  const options = objectOf(unchecked, "second");
  if ("readOnly" in options) throw new TypeError('Misspelled option "readOnly" should be "readonly"');
  if ("memory" in options) throw new TypeError('Option "memory" was removed in v7.0.0 (use ":memory:" filename instead)');
  const path = filename.trim();
  const memory = path === "" || path === ":memory:";
  const readonly = booleanOption(options, "readonly");
  const mustExist = booleanOption(options, "fileMustExist");
  const { timeout, verbose } = checkedOptions(options, readonly && memory && bytes === undefined);
  if (!memory && !path.startsWith("file:") && !existsSync(dirname(path))) {
    throw new TypeError("Cannot open database because the directory does not exist");
  }
  const FOREIGN_KEYS = 8;
  const bits = (readonly && bytes === undefined ? 1 : 0) | (mustExist ? 2 : 0) | FOREIGN_KEYS;
  const connection = new Connection(0, verbose);
  connection.handle = connection.attempt(() => ops.open(path, bits, timeout));
  setUp(connection, bytes, readonly);
  return { connection, filename, readonly, memory };
}

function checkedOptions(options: Options, isReadonlyMemory: boolean): { timeout: number; verbose: ((sql: string) => unknown) | undefined } {
  const timeout = "timeout" in options ? options.timeout : 5000;
  const verbose = "verbose" in options ? options.verbose : null;
  const binding = "nativeBinding" in options ? options.nativeBinding : null;
  if (isReadonlyMemory) throw new TypeError("In-memory/temporary databases cannot be readonly");
  if (!Number.isInteger(timeout) || (timeout as number) < 0) throw new TypeError('Expected the "timeout" option to be a positive integer');
  if ((timeout as number) > MOST_MILLISECONDS) throw new RangeError('Option "timeout" cannot be greater than 2147483647');
  if (verbose !== null && verbose !== undefined && typeof verbose !== "function") throw new TypeError('Expected the "verbose" option to be a function');
  // It would name another addon; there is none here.
  if (binding !== null && binding !== undefined && typeof binding !== "string" && typeof binding !== "object") {
    throw new TypeError('Expected the "nativeBinding" option to be a string or addon object');
  }
  return { timeout: timeout as number, verbose: (verbose ?? undefined) as ((sql: string) => unknown) | undefined };
}

function setUp(connection: Connection, bytes: Uint8Array | undefined, readonly: boolean): void {
  const handle = connection.opened();
  try {
    connection.attempt(() => {
      ops.defensive(handle, true);
      if (bytes !== undefined && bytes.length > 0) ops.deserialize(handle, bytes, readonly);
    });
  } catch (error) {
    ops.close(handle);
    throw error;
  }
  try {
    ops.exec(handle, SETTINGS);
  } catch {
    // A file that is no database: the first statement will say so.
  }
}

function unavailable(what: string, instead: string): Error {
  return nodeError(Error, "ERR_WAYPOST_NOT_AVAILABLE", `better-sqlite3: ${what} is not available in waypost: ${instead}`);
}

const methods = {
  prepare(this: Database, sql: unknown): Statement {
    return prepare(this[CONNECTION], this, sql, false);
  },

  exec(this: Database, sql: unknown): Database {
    const connection = this[CONNECTION];
    if (typeof sql !== "string") throw new TypeError("Expected first argument to be a string");
    const handle = connection.opened();
    connection.requireIdle();
    connection.requireNoIterators();
    connection.work(() => ops.exec(handle, sql, connection.logEach));
    return this;
  },

  transaction(this: Database, called: unknown): unknown {
    return transaction(this[CONNECTION], this, called);
  },

  pragma(this: Database, source: unknown, given: unknown): unknown {
    const options = given ?? {};
    if (typeof source !== "string") throw new TypeError("Expected first argument to be a string");
    const isSimple = booleanOption(objectOf(options, "second"), "simple");
    const statement = prepare(this[CONNECTION], this, `PRAGMA ${source}`, true);
    return isSimple ? statement.pluck().get() : statement.all();
  },

  backup(this: Database, destination: unknown, options: unknown): Promise<Progress> {
    return backup(this[CONNECTION], destination, options);
  },

  serialize(this: Database, given: unknown): Buffer {
    const connection = this[CONNECTION];
    const options = objectOf(given, "first");
    const schema = "attached" in options ? options.attached : "main";
    if (typeof schema !== "string") throw new TypeError('Expected the "attached" option to be a string');
    if (schema === "") throw new TypeError('The "attached" option cannot be an empty string');
    const handle = connection.opened();
    connection.requireIdle();
    connection.requireNoIteratorsEver();
    const bytes = connection.attempt(() => ops.serialize(handle, schema));
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  },

  function(this: Database, name: unknown, options: unknown, called: unknown): Database {
    defineFunction(this[CONNECTION], name, options, called);
    return this;
  },

  aggregate(this: Database, name: unknown, options: unknown): Database {
    defineAggregate(this[CONNECTION], name, options);
    return this;
  },

  table(): never {
    throw unavailable("table()", "fill a temporary table, or use json_each()");
  },

  loadExtension(): never {
    throw unavailable("loadExtension()", "define functions with function() and aggregate()");
  },

  close(this: Database): Database {
    this[CONNECTION].close();
    return this;
  },

  defaultSafeIntegers(this: Database, ...given: unknown[]): Database {
    this[CONNECTION].bigInts = switchOf(given);
    return this;
  },

  unsafeMode(this: Database, ...given: unknown[]): Database {
    const connection = this[CONNECTION];
    connection.unsafe = switchOf(given);
    ops.defensive(connection.opened(), !connection.unsafe);
    return this;
  },
};

Object.assign(Database.prototype, methods);
Database.SqliteError = SqliteError;

export { SqliteError };
export default Database;
