// node:sqlite.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateString } from "waypost-internal:internal/validators/validators";
import {
  op_sqlite_close,
  op_sqlite_exec,
  op_sqlite_expanded,
  op_sqlite_location,
  op_sqlite_open,
  op_sqlite_prepare,
  op_sqlite_query,
  op_sqlite_run,
  type BigCell,
  type Bound,
} from "waypost-native:node/sqlite";

/** The settings of a database. */
export interface DatabaseOptions {
  open?: boolean;
  readOnly?: boolean;
  enableForeignKeyConstraints?: boolean;
  enableDoubleQuotedStringLiterals?: boolean;
  allowExtension?: boolean;
  timeout?: number;
  readBigInts?: boolean;
  returnArrays?: boolean;
  allowBareNamedParameters?: boolean;
  allowUnknownNamedParameters?: boolean;
}

type Value = null | number | bigint | string | Uint8Array;

function option(options: DatabaseOptions, name: keyof DatabaseOptions, fallback: boolean): boolean {
  const value = options[name];
  if (value === undefined) return fallback;
  if (typeof value !== "boolean") throw argumentError(`The "options.${name}" argument must be a boolean.`);
  return value;
}

function argumentError(message: string): Error {
  return nodeError(TypeError, "ERR_INVALID_ARG_TYPE", message);
}

function pathOf(given: unknown): string {
  if (typeof given === "string" && !given.includes("\0")) return given;
  if (given instanceof Uint8Array && !given.includes(0)) return String.fromCharCode(...given);
  const url = given as { href?: string; protocol?: string; pathname?: string } | null;
  if (typeof url === "object" && typeof url?.href === "string") {
    if (url.protocol !== "file:") throw new codes.ERR_INVALID_URL_SCHEME!("file:");
    return decodeURIComponent(url.pathname ?? "");
  }
  throw argumentError('The "path" argument must be a string, Uint8Array, or URL without null bytes.');
}

export class DatabaseSync {
  #path: string;
  #options: DatabaseOptions;
  #handle: number | undefined;

  constructor(path: unknown, options: DatabaseOptions = {}) {
    if (!new.target) throw nodeError(TypeError, "ERR_CONSTRUCT_CALL_REQUIRED", "Cannot call constructor without `new`");
    this.#path = pathOf(path);
    if (typeof options !== "object" || options === null) throw argumentError('The "options" argument must be an object.');
    this.#options = options;
    for (const name of ["readOnly", "enableForeignKeyConstraints", "enableDoubleQuotedStringLiterals", "allowExtension", "readBigInts", "returnArrays", "allowBareNamedParameters", "allowUnknownNamedParameters"] as const) {
      option(options, name, false);
    }
    if (options.timeout !== undefined && !Number.isInteger(options.timeout)) {
      throw argumentError('The "options.timeout" argument must be an integer.');
    }
    if (option(options, "open", true)) this.open();
  }

  open(): void {
    if (this.#handle !== undefined) throw new codes.ERR_INVALID_STATE!("database is already open");
    const options = this.#options;
    this.#handle = op_sqlite_open(
      this.#path,
      option(options, "readOnly", false),
      option(options, "enableForeignKeyConstraints", true),
      option(options, "enableDoubleQuotedStringLiterals", false),
      options.timeout ?? 0,
    );
  }

  #opened(): number {
    if (this.#handle === undefined) throw closedError();
    return this.#handle;
  }

  close(): void {
    op_sqlite_close(this.#opened());
    this.#handle = undefined;
  }

  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  get isTransaction(): boolean {
    return op_sqlite_query(this.#opened(), "select 1", [], [], [], true, 0, false)[0] === true;
  }

  exec(sql: string): void {
    const handle = this.#opened();
    if (typeof sql !== "string") throw argumentError('The "sql" argument must be a string.');
    op_sqlite_exec(handle, sql);
  }

  prepare(sql: string): StatementSync {
    const handle = this.#opened();
    if (typeof sql !== "string") throw argumentError('The "sql" argument must be a string.');
    const columns = op_sqlite_prepare(handle, sql);
    return newStatement(() => this.#opened(), sql, columns, this.#options);
  }

  location(name: string = "main"): string | null {
    const handle = this.#opened();
    validateString(name, "dbName");
    return name === "main" ? (op_sqlite_location(handle) ?? null) : null;
  }

  function(): never {
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED!("DatabaseSync.function()");
  }

  aggregate(): never {
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED!("DatabaseSync.aggregate()");
  }

  enableLoadExtension(): never {
    throw new codes.ERR_LOAD_SQLITE_EXTENSION!("extensions cannot be loaded by waypost");
  }

  loadExtension(): never {
    throw new codes.ERR_LOAD_SQLITE_EXTENSION!("extensions cannot be loaded by waypost");
  }

  [Symbol.dispose](): void {
    if (this.#handle !== undefined) this.close();
  }
}

function closedError(): Error {
  return nodeError(Error, "ERR_INVALID_STATE", "database is not open");
}

const CONSTRUCT: unique symbol = Symbol("construct");

function newStatement(handle: () => number, sql: string, columns: string[], options: DatabaseOptions): StatementSync {
  return new (StatementSync as unknown as new (...args: unknown[]) => StatementSync)(CONSTRUCT, handle, sql, columns, options);
}

type Arguments = [names: string[], named: Bound[], rest: Bound[], bare: boolean];

export class StatementSync {
  #handle: () => number;
  #sql: string;
  #columns: string[];
  #bigInts: boolean;
  #arrays: boolean;
  #bare: boolean;
  #ignoreUnknown: boolean;
  #last: Arguments;

  constructor(key: unknown, handle: () => number, sql: string, columns: string[], options: DatabaseOptions) {
    if (key !== CONSTRUCT) throw new codes.ERR_ILLEGAL_CONSTRUCTOR!();
    this.#handle = handle;
    this.#sql = sql;
    this.#columns = columns;
    this.#bigInts = options.readBigInts === true;
    this.#arrays = options.returnArrays === true;
    this.#bare = options.allowBareNamedParameters !== false;
    this.#ignoreUnknown = options.allowUnknownNamedParameters === true;
    this.#last = [[], [], [], this.#bare];
  }

  #bind(given: unknown[]): Arguments {
    const names: string[] = [];
    const named: Bound[] = [];
    let start = 0;
    const [first] = given;
    if (typeof first === "object" && first !== null && !ArrayBuffer.isView(first)) {
      start = 1;
      for (const name of Object.keys(first)) {
        names.push(this.#ignoreUnknown ? `?${name}` : name);
        named.push(boundOf((first as Record<string, unknown>)[name], name));
      }
    }
    const rest = given.slice(start).map((value, i) => boundOf(value, i + 1));
    this.#last = [names, named, rest, this.#bare];
    return this.#last;
  }

  run(...given: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    const [changes, id] = op_sqlite_run(this.#handle(), this.#sql, ...this.#bind(given));
    const convert = this.#bigInts ? BigInt : Number;
    return { lastInsertRowid: convert(id), changes: convert(changes) };
  }

  #query(given: unknown[], limit: number): unknown[] {
    const result = op_sqlite_query(this.#handle(), this.#sql, ...this.#bind(given), limit, this.#bigInts);
    const width = result[1] as number;
    const columns = result.slice(2, 2 + width) as string[];
    const rows: unknown[] = [];
    for (let at = 2 + width; at < result.length; at += width) rows.push(this.#row(columns, result, at));
    return rows;
  }

  #row(columns: string[], cells: unknown[], at: number): unknown {
    if (this.#arrays) return columns.map((_, i) => cellOf(cells[at + i], this.#bigInts));
    const row: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (let i = 0; i < columns.length; i++) row[columns[i]!] = cellOf(cells[at + i], this.#bigInts);
    return row;
  }

  get(...given: unknown[]): unknown {
    return this.#query(given, 1)[0];
  }

  all(...given: unknown[]): unknown[] {
    return this.#query(given, Number.MAX_SAFE_INTEGER);
  }

  iterate(...given: unknown[]): IterableIterator<unknown> {
    return this.#query(given, Number.MAX_SAFE_INTEGER)[Symbol.iterator]();
  }

  columns(): { column: string; name: string; database: null; table: null; type: null }[] {
    return this.#columns.map((name) => ({ column: name, database: null, name, table: null, type: null }));
  }

  get sourceSQL(): string {
    this.#handle();
    return this.#sql;
  }

  get expandedSQL(): string {
    return op_sqlite_expanded(this.#handle(), this.#sql, ...this.#last);
  }

  setReadBigInts(enabled: boolean): void {
    this.#handle();
    if (typeof enabled !== "boolean") throw argumentError('The "readBigInts" argument must be a boolean.');
    this.#bigInts = enabled;
  }

  setReturnArrays(enabled: boolean): void {
    this.#handle();
    if (typeof enabled !== "boolean") throw argumentError('The "returnArrays" argument must be a boolean.');
    this.#arrays = enabled;
  }

  setAllowBareNamedParameters(enabled: boolean): void {
    this.#handle();
    if (typeof enabled !== "boolean") throw argumentError('The "allowBareNamedParameters" argument must be a boolean.');
    this.#bare = enabled;
  }

  setAllowUnknownNamedParameters(enabled: boolean): void {
    this.#handle();
    if (typeof enabled !== "boolean") throw argumentError('The "enabled" argument must be a boolean.');
    this.#ignoreUnknown = enabled;
  }
}

function boundOf(value: unknown, place: string | number): Bound {
  if (value === null) return [0, null];
  if (typeof value === "number") return [1, value];
  if (typeof value === "bigint") {
    if (BigInt.asIntN(64, value) !== value) {
      throw nodeError(TypeError, "ERR_INVALID_ARG_VALUE", "BigInt value is too large to bind.");
    }
    return [2, String(value)];
  }
  if (typeof value === "string") return [3, value];
  if (ArrayBuffer.isView(value)) return [4, new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  throw argumentError(`Provided value cannot be bound to SQLite parameter ${place}.`);
}

function cellOf(cell: unknown, bigInts: boolean): Value {
  if (typeof cell !== "object" || cell === null || cell instanceof Uint8Array) return cell as Value;
  const { big } = cell as BigCell;
  if (bigInts) return BigInt(big);
  throw nodeError(RangeError, "ERR_OUT_OF_RANGE", `Value is too large to be represented as a JavaScript number: ${big}`);
}

export const constants: Record<string, number> = Object.freeze({
  SQLITE_CHANGESET_OMIT: 0,
  SQLITE_CHANGESET_REPLACE: 1,
  SQLITE_CHANGESET_ABORT: 2,
}) as Record<string, number>;

export default { DatabaseSync, StatementSync, constants };
