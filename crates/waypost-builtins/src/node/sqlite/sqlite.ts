// node:sqlite.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateString } from "waypost-internal:internal/validators/validators";
import { Cursor } from "waypost-internal:internal/sqlite/cursor";
import { UserFunctions } from "waypost-internal:internal/sqlite/functions";
import { bigTextOf, boundOf, cellsOf, setColumn } from "waypost-internal:internal/sqlite/values";
import * as ops from "waypost-internal:internal/sqlite/ops";
import type { Bindings, Bound } from "waypost-internal:internal/sqlite/ops";

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

type Called = (...args: unknown[]) => unknown;

/** The settings of a function. */
export interface FunctionOptions {
  deterministic?: boolean;
  directOnly?: boolean;
  useBigIntArguments?: boolean;
  varargs?: boolean;
}

/** The settings of an aggregate. */
export interface AggregateOptions extends FunctionOptions {
  start?: unknown;
  step?: Called;
  inverse?: Called;
  result?: Called;
}

const forgotten: FinalizationRegistry<number> = new FinalizationRegistry((id: number): void => ops.close(id));

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
  #functions: UserFunctions = new UserFunctions();

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
    const URI = 4;
    const bits =
      URI |
      (option(options, "readOnly", false) ? 1 : 0) |
      (option(options, "enableForeignKeyConstraints", true) ? 8 : 0) |
      (option(options, "enableDoubleQuotedStringLiterals", false) ? 16 : 0);
    this.#handle = ops.open(this.#path, bits, options.timeout ?? 0);
    forgotten.register(this, this.#handle, this);
  }

  #opened(): number {
    if (this.#handle === undefined) throw closedError();
    return this.#handle;
  }

  close(): void {
    const handle = this.#opened();
    this.#handle = undefined;
    forgotten.unregister(this);
    ops.close(handle);
  }

  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  get isTransaction(): boolean {
    return ops.inTransaction(this.#opened());
  }

  exec(sql: string): void {
    const handle = this.#opened();
    if (typeof sql !== "string") throw argumentError('The "sql" argument must be a string.');
    this.#functions.run(() => ops.exec(handle, sql));
  }

  prepare(sql: string): StatementSync {
    const handle = this.#opened();
    if (typeof sql !== "string") throw argumentError('The "sql" argument must be a string.');
    const [text, , , , parameters] = ops.prepare(handle, sql);
    return newStatement({ opened: () => this.#opened(), functions: this.#functions, text, parameters, options: this.#options });
  }

  location(name: string = "main"): string | null {
    const handle = this.#opened();
    validateString(name, "dbName");
    return name === "main" ? (ops.location(handle) ?? null) : null;
  }

  function(name: string, given: FunctionOptions | Called, last?: Called): void {
    const called = typeof given === "function" ? given : last;
    const options = typeof given === "function" ? {} : given;
    validateString(name, "name");
    checkOptions(options);
    if (typeof called !== "function") throw argumentError('The "function" argument must be a function.');
    this.#define(name, called.length, options, 0, { call: called });
  }

  aggregate(name: string, options: AggregateOptions): void {
    validateString(name, "name");
    checkOptions(options);
    const { start, step, inverse, result } = options;
    if (start === undefined) throw argumentError('The "options.start" argument must be a function or a primitive value.');
    if (typeof step !== "function") throw argumentError('The "options.step" argument must be a function.');
    if (inverse !== undefined && typeof inverse !== "function") throw argumentError('The "options.inverse" argument must be a function.');
    if (result !== undefined && typeof result !== "function") throw argumentError('The "options.result" argument must be a function.');
    // The first argument of both is the accumulator.
    const count = Math.max(step.length, inverse?.length ?? 0, 1) - 1;
    this.#define(name, count, options, inverse === undefined ? 1 : 2, { start, step, inverse, result });
  }

  #define(name: string, length: number, options: FunctionOptions, kind: number, definition: { call?: Called; start?: unknown; step?: Called; inverse?: Called | undefined; result?: Called | undefined }): void {
    const handle = this.#opened();
    const bits = (options.deterministic ? 1 : 0) | (options.directOnly ? 2 : 0) | (options.useBigIntArguments ? 4 : 0);
    const argument = (cell: unknown): unknown => cellOf(cell, options.useBigIntArguments === true);
    const asked = this.#functions.asked({ ...definition, argument, answer });
    ops.define(handle, name, options.varargs ? -1 : length, bits, kind, asked);
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

function checkOptions(options: FunctionOptions): void {
  if (typeof options !== "object" || options === null) throw argumentError('The "options" argument must be an object.');
  for (const name of ["useBigIntArguments", "varargs", "deterministic", "directOnly"] as const) {
    if (options[name] !== undefined && typeof options[name] !== "boolean") throw argumentError(`The "options.${name}" argument must be a boolean.`);
  }
}

/** What a function gives, for SQLite. */
function answer(value: unknown): Bound {
  const bound = boundOf(value ?? null);
  if (bound !== undefined) return bound;
  if (typeof value === "bigint") throw tooBig();
  const isPromise = typeof (value as { then?: unknown }).then === "function";
  const message = isPromise ? "Asynchronous user-defined functions are not supported" : "Returned JavaScript value cannot be converted to a SQLite value";
  throw sqliteError(message, 1, "SQL logic error");
}

function sqliteError(message: string, errcode: number, errstr: string): Error {
  return Object.assign(nodeError(Error, "ERR_SQLITE_ERROR", message), { errcode, errstr });
}

function tooBig(): Error {
  return nodeError(TypeError, "ERR_INVALID_ARG_VALUE", "BigInt value is too large to bind.");
}

function closedError(): Error {
  return nodeError(Error, "ERR_INVALID_STATE", "database is not open");
}

const CONSTRUCT: unique symbol = Symbol("construct");

interface Made {
  opened(): number;
  functions: UserFunctions;
  text: string;
  parameters: (string | null)[];
  options: DatabaseOptions;
}

function newStatement(made: Made): StatementSync {
  return new (StatementSync as unknown as new (...args: unknown[]) => StatementSync)(CONSTRUCT, made);
}

export class StatementSync {
  #handle: () => number;
  #functions: UserFunctions;
  #sql: string;
  #parameters: (string | null)[];
  #bigInts: boolean;
  #arrays: boolean;
  #bare: boolean;
  #ignoreUnknown: boolean;
  #last: Bindings = [];

  constructor(key: unknown, made: Made) {
    if (key !== CONSTRUCT) throw new codes.ERR_ILLEGAL_CONSTRUCTOR!();
    const { options } = made;
    this.#handle = made.opened;
    this.#functions = made.functions;
    this.#sql = made.text;
    this.#parameters = made.parameters;
    this.#bigInts = options.readBigInts === true;
    this.#arrays = options.returnArrays === true;
    this.#bare = options.allowBareNamedParameters !== false;
    this.#ignoreUnknown = options.allowUnknownNamedParameters === true;
  }

  /** Values by name first, then the rest in order. */
  #bind(given: unknown[]): Bindings {
    const bound = new Array<Bound | undefined>(this.#parameters.length).fill(undefined);
    let rest = given;
    const [first] = given;
    if (typeof first === "object" && first !== null && !ArrayBuffer.isView(first)) {
      rest = given.slice(1);
      for (const [name, value] of Object.entries(first)) this.#bindNamed(bound, name, value);
    }
    let index = 0;
    rest.forEach((value, i) => {
      while (bound[index] !== undefined || this.#hasName(index)) index++;
      if (index >= bound.length) throw sqliteError("column index out of range", 25, "column index out of range");
      bound[index++] = checkedBound(value, i + 1);
    });
    this.#last = bound;
    return bound;
  }

  #bindNamed(bound: Bindings, name: string, value: unknown): void {
    const prefixes = this.#bare ? ["", "$", ":", "@"] : [""];
    const index = prefixes.map((prefix) => this.#parameters.indexOf(prefix + name)).find((found) => found >= 0);
    if (index !== undefined) bound[index] = checkedBound(value, name);
    else if (!this.#ignoreUnknown) throw nodeError(Error, "ERR_INVALID_STATE", `Unknown named parameter '${name}'`);
  }

  /** Parameters with a name are skipped by those without; a number is none. */
  #hasName(index: number): boolean {
    const name = this.#parameters[index];
    return typeof name === "string" && !name.startsWith("?");
  }

  run(...given: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    const bound = this.#bind(given);
    const [changes, id] = this.#functions.run(() => ops.run(this.#handle(), this.#sql, bound));
    const convert = this.#bigInts ? BigInt : Number;
    return { lastInsertRowid: convert(id), changes: convert(changes) };
  }

  #query(given: unknown[], limit: number): unknown[] {
    const bound = this.#bind(given);
    const { names, list, start } = cellsOf(this.#functions.run(() => ops.query(this.#handle(), this.#sql, bound, limit, this.#bigInts)));
    const rows: unknown[] = [];
    if (names.length === 0) return rows;
    for (let at = start; at < list.length; at += names.length) rows.push(this.#row(names, list, at));
    return rows;
  }

  #row(columns: string[], cells: unknown[], at: number): unknown {
    if (this.#arrays) return columns.map((_, i) => cellOf(cells[at + i], this.#bigInts));
    const row: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    for (let i = 0; i < columns.length; i++) setColumn(row, columns[i]!, cellOf(cells[at + i], this.#bigInts));
    return row;
  }

  get(...given: unknown[]): unknown {
    return this.#query(given, 1)[0];
  }

  all(...given: unknown[]): unknown[] {
    return this.#query(given, Number.MAX_SAFE_INTEGER);
  }

  iterate(...given: unknown[]): IterableIterator<unknown> {
    return this.#rows(new Cursor(this.#handle(), this.#sql, this.#bind(given)));
  }

  *#rows(cursor: Cursor): Generator<unknown, void, undefined> {
    try {
      for (;;) {
        this.#handle();
        const cells = this.#functions.run(() => cursor.next(this.#bigInts));
        if (cells === undefined) return;
        yield this.#row(cells.names, cells.list, cells.start);
      }
    } finally {
      cursor.end();
    }
  }

  columns(): { column: string | null; name: string; database: string | null; table: string | null; type: string | null }[] {
    const texts = ops.columns(this.#handle(), this.#sql);
    const columns = [];
    for (let i = 0; i < texts.length; i += 5) {
      columns.push({ column: texts[i + 1]!, database: texts[i + 3]!, name: texts[i] as string, table: texts[i + 2]!, type: texts[i + 4]! });
    }
    return columns;
  }

  get sourceSQL(): string {
    this.#handle();
    return this.#sql;
  }

  get expandedSQL(): string {
    return ops.expanded(this.#handle(), this.#sql, this.#last);
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

function checkedBound(value: unknown, place: string | number): Bound {
  const bound = boundOf(value);
  if (bound !== undefined) return bound;
  if (typeof value === "bigint") throw tooBig();
  throw argumentError(`Provided value cannot be bound to SQLite parameter ${place}.`);
}

function cellOf(cell: unknown, bigInts: boolean): Value {
  const text = bigTextOf(cell);
  if (text === undefined) return cell as Value;
  if (bigInts) return BigInt(text);
  throw nodeError(RangeError, "ERR_OUT_OF_RANGE", `Value is too large to be represented as a JavaScript number: ${text}`);
}

export const constants: Record<string, number> = Object.freeze({
  SQLITE_CHANGESET_OMIT: 0,
  SQLITE_CHANGESET_REPLACE: 1,
  SQLITE_CHANGESET_ABORT: 2,
}) as Record<string, number>;

export default { DatabaseSync, StatementSync, constants };
