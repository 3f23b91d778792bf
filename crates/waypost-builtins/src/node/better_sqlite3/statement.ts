// Statements of better-sqlite3. https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md#class-statement

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { bindingsOf } from "waypost-internal:node/better_sqlite3/binding";
import { Cursor } from "waypost-internal:internal/sqlite/cursor";
import { bigTextOf, cellsOf, setColumn, type Cells } from "waypost-internal:internal/sqlite/values";
import * as ops from "waypost-internal:internal/sqlite/ops";
import type { Bindings } from "waypost-internal:internal/sqlite/ops";
import type { Connection } from "waypost-internal:node/better_sqlite3/connection";

type Mode = "flat" | "pluck" | "expand" | "raw";
type Row = Record<string, unknown>;

/** A cell as the package gives it. */
export function valueOf(cell: unknown, bigInts: boolean): unknown {
  if (cell instanceof Uint8Array) return Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength);
  const text = bigTextOf(cell);
  if (text === undefined) return cell;
  return bigInts ? BigInt(text) : Number(text);
}

/** An optional switch, as all methods take it. */
export function switchOf(given: unknown[]): boolean {
  if (given.length === 0) return true;
  if (typeof given[0] !== "boolean") throw new TypeError("Expected first argument to be a boolean");
  return given[0];
}

const CONSTRUCT: unique symbol = Symbol("construct");

export interface Column {
  name: string;
  column: string | null;
  table: string | null;
  database: string | null;
  type: string | null;
}

/** `pragma` is for `db.pragma()`, whose statement may give nothing and is asked for rows all the same. */
export function prepare(connection: Connection, database: object, sql: unknown, pragma: boolean): Statement {
  if (typeof sql !== "string") throw new TypeError("Expected first argument to be a string");
  const handle = connection.opened();
  connection.requireIdle();
  if (pragma) connection.requireNoIterators();
  const [, count, readOnly, columns, parameters] = connection.attempt(() => ops.prepare(handle, sql));
  if (count === 0) throw new RangeError("The supplied SQL string contains no statements");
  if (count > 1) throw new RangeError("The supplied SQL string contains more than one statement");
  const made = { connection, parameters, reader: pragma || columns.length > 0, readonly: readOnly, source: sql, database };
  return new (Statement as unknown as new (...args: unknown[]) => Statement)(CONSTRUCT, made);
}

interface Made {
  connection: Connection;
  parameters: (string | null)[];
  reader: boolean;
  readonly: boolean;
  source: string;
  database: object;
}

export class Statement {
  declare readonly busy: boolean;
  declare readonly reader: boolean;
  declare readonly readonly: boolean;
  declare readonly source: string;
  declare readonly database: object;
  #connection: Connection;
  #parameters: (string | null)[];
  #bound: Bindings | undefined;
  #bigInts: boolean;
  #mode: Mode = "flat";
  /** Whether an iterator of it is open. */
  #locked = false;
  #origins: Column[] | undefined;

  constructor(key: unknown, made: Made) {
    if (key !== CONSTRUCT) throw new TypeError("Statements can only be constructed by the db.prepare() method");
    this.#connection = made.connection;
    this.#parameters = made.parameters;
    this.#bigInts = made.connection.bigInts;
    Object.defineProperty(this, "busy", { get: () => this.#locked && made.connection.handle !== undefined, enumerable: true });
    for (const name of ["reader", "readonly", "source", "database"] as const) {
      Object.defineProperty(this, name, { value: made[name], enumerable: true });
    }
  }

  run(...given: unknown[]): { changes: number; lastInsertRowid: number | bigint } {
    const handle = this.#begin();
    this.#connection.requireNoIterators();
    const bound = this.#bindings(given);
    const [changes, id] = this.#connection.work(() => ops.run(handle, this.source, bound), this.#text(handle, bound));
    return { changes: Number(changes), lastInsertRowid: this.#bigInts ? BigInt(id) : Number(id) };
  }

  get(...given: unknown[]): unknown {
    return this.#query(given, 1)[0];
  }

  all(...given: unknown[]): unknown[] {
    return this.#query(given, Number.MAX_SAFE_INTEGER);
  }

  #query(given: unknown[], limit: number): unknown[] {
    this.#requireReader();
    const handle = this.#begin();
    const bound = this.#bindings(given);
    const work = (): unknown[] => ops.query(handle, this.source, bound, limit, this.#bigInts);
    const { names, list, start } = cellsOf(this.#connection.work(work, this.#text(handle, bound)));
    const rows: unknown[] = [];
    if (names.length === 0) return rows;
    for (let at = start; at < list.length; at += names.length) rows.push(this.#row(names, list, at));
    return rows;
  }

  iterate(...given: unknown[]): StatementIterator {
    this.#requireReader();
    const handle = this.#begin();
    const bound = this.#bindings(given);
    const cursor = this.#connection.attempt(() => new Cursor(handle, this.source, bound));
    const { row, end } = this.#rowsOf();
    return new (StatementIterator as unknown as new (...args: unknown[]) => StatementIterator)(CONSTRUCT, {
      statement: this,
      connection: this.#connection,
      cursor,
      text: this.#text(handle, bound),
      bigInts: this.#bigInts,
      row,
      end,
    });
  }

  /** Locks the statement until `end`; rows come in the shape that holds now. */
  #rowsOf(): { row(cells: Cells): unknown; end(): void } {
    this.#locked = true;
    this.#connection.iterators++;
    return {
      row: ({ names, list, start }) => this.#row(names, list, start),
      end: () => {
        this.#locked = false;
        this.#connection.iterators--;
      },
    };
  }

  #row(names: string[], cells: unknown[], at: number): unknown {
    if (this.#mode === "pluck") return valueOf(cells[at], this.#bigInts);
    if (this.#mode === "raw") return names.map((_, i) => valueOf(cells[at + i], this.#bigInts));
    if (this.#mode === "expand") return this.#expanded(names, cells, at);
    const row: Row = {};
    for (let i = 0; i < names.length; i++) setColumn(row, names[i]!, valueOf(cells[at + i], this.#bigInts));
    return row;
  }

  /** Columns by the table they come from; computed ones are under `$`. */
  #expanded(names: string[], cells: unknown[], at: number): Row {
    this.#origins ??= this.#columns();
    const tables: Row = {};
    for (let i = 0; i < names.length; i++) {
      const table = this.#origins[i]?.table ?? "$";
      if (!Object.hasOwn(tables, table)) setColumn(tables, table, {});
      setColumn(tables[table] as Row, names[i]!, valueOf(cells[at + i], this.#bigInts));
    }
    return tables;
  }

  columns(): Column[] {
    if (!this.reader) throw new TypeError("The columns() method is only for statements that return data");
    this.#connection.opened();
    this.#connection.requireIdle();
    return this.#columns();
  }

  #columns(): Column[] {
    const texts = this.#connection.attempt(() => ops.columns(this.#connection.opened(), this.source));
    const columns: Column[] = [];
    for (let i = 0; i < texts.length; i += 5) {
      columns.push({ name: texts[i] as string, column: texts[i + 1]!, table: texts[i + 2]!, database: texts[i + 3]!, type: texts[i + 4]! });
    }
    return columns;
  }

  bind(...given: unknown[]): this {
    if (this.#bound !== undefined) throw new TypeError("The bind() method can only be invoked once per statement object");
    this.#begin();
    this.#bound = bindingsOf(this.#parameters, given);
    return this;
  }

  pluck(...given: unknown[]): this {
    return this.#switch("pluck", given);
  }

  expand(...given: unknown[]): this {
    return this.#switch("expand", given);
  }

  raw(...given: unknown[]): this {
    return this.#switch("raw", given);
  }

  #switch(mode: Mode, given: unknown[]): this {
    if (!this.reader) throw new TypeError(`The ${mode}() method is only for statements that return data`);
    this.#requireUnlocked();
    if (switchOf(given)) this.#mode = mode;
    else if (this.#mode === mode) this.#mode = "flat";
    return this;
  }

  safeIntegers(...given: unknown[]): this {
    this.#requireUnlocked();
    this.#bigInts = switchOf(given);
    return this;
  }

  #requireReader(): void {
    if (!this.reader) throw new TypeError("This statement does not return data. Use run() instead");
  }

  #requireUnlocked(): void {
    this.#connection.requireIdle();
    if (this.#locked) throw new TypeError("This statement is busy executing a query");
  }

  #begin(): number {
    const handle = this.#connection.opened();
    this.#requireUnlocked();
    return handle;
  }

  #bindings(given: unknown[]): Bindings {
    if (this.#bound === undefined) return bindingsOf(this.#parameters, given);
    if (given.length > 0) throw new TypeError("This statement already has bound parameters");
    return this.#bound;
  }

  /** What the log is told, if there is one. */
  #text(handle: number, bound: Bindings): () => string {
    return () => ops.expanded(handle, this.source, bound);
  }
}

interface Rows {
  statement: Statement;
  connection: Connection;
  cursor: Cursor;
  text: () => string;
  bigInts: boolean;
  row(cells: Cells): unknown;
  end(): void;
}

export class StatementIterator {
  declare readonly statement: Statement;
  #rows: Rows;
  #alive = true;
  #text: (() => string) | undefined;

  constructor(key: unknown, rows: Rows) {
    if (key !== CONSTRUCT) throw new TypeError("Disabled constructor");
    this.#rows = rows;
    this.#text = rows.text;
    Object.defineProperty(this, "statement", { value: rows.statement, enumerable: true });
  }

  next(): IteratorResult<unknown, undefined> {
    const { connection, cursor, bigInts } = this.#rows;
    connection.requireIdle();
    if (!this.#alive) return { value: undefined, done: true };
    let cells: Cells | undefined;
    try {
      cells = connection.work(() => cursor.next(bigInts), this.#text);
      this.#text = undefined;
    } catch (error) {
      this.#end();
      throw error;
    }
    return cells === undefined ? this.#end() : { value: this.#rows.row(cells), done: false };
  }

  return(): IteratorResult<unknown, undefined> {
    this.#rows.connection.requireIdle();
    return this.#alive ? this.#end() : { value: undefined, done: true };
  }

  #end(): IteratorResult<unknown, undefined> {
    this.#alive = false;
    this.#rows.cursor.end();
    this.#rows.end();
    return { value: undefined, done: true };
  }

  [Symbol.iterator](): this {
    return this;
  }
}
