// The native parts of node:sqlite and better-sqlite3.

/** An integer as text: on its way in a BigInt, on its way out one outside of the safe range, or any with BigInts on. */
export interface BigCell {
  big: string;
}
/** A value on its way in. */
export type Bound = null | number | string | Uint8Array | BigCell;
/** Values by position, from 1 at index 0; a hole binds nothing. */
export type Bindings = (Bound | undefined)[];
/** What SQLite asks of a function: 0 call it, 1 start an aggregate (the answer numbers its accumulator), 2 step, 3 inverse, 4 value, 5 end. */
export type Asked = (ask: number, accumulator: number | undefined, cells: unknown[]) => Bound | undefined;

/** Bits: 1 read only, 2 must exist, 4 a path may be a URI, 8 foreign keys, 16 double-quoted strings. */
export function op_sqlite_open(path: string, bits: number, timeout: number): number;
export function op_sqlite_close(database: number): void;
/** `log` hears of each statement before it runs, and says whether it is to run. */
export function op_sqlite_exec(database: number, sql: string, log?: (sql: string) => boolean): void;
export function op_sqlite_defensive(database: number, enabled: boolean): void;
export function op_sqlite_in_transaction(database: number): boolean;
export function op_sqlite_location(database: number): string | undefined;
export function op_sqlite_serialize(database: number, schema: string): Uint8Array;
export function op_sqlite_deserialize(database: number, bytes: Uint8Array, readOnly: boolean): void;
/** Bits: 1 deterministic, 2 direct only, 4 integers as BigInts. Kinds: 0 scalar, 1 aggregate, 2 window. */
export function op_sqlite_define(database: number, name: string, args: number, bits: number, kind: number, asked: Asked): void;
/** Compiles the first statement: its text, how many there are (0, 1, 2 for more), whether it only reads, the names of its columns and parameters. */
export function op_sqlite_prepare(database: number, sql: string): [text: string, count: number, readOnly: boolean, columns: string[], parameters: (string | null)[]];
/** Five texts for each column: name, column, table, database, declared type. */
export function op_sqlite_columns(database: number, sql: string): (string | null)[];
/** Runs a statement: the count of changes and the last row id, as text. */
export function op_sqlite_run(database: number, sql: string, bound: Bindings): [string, string];
/** The number of columns, their names, then the cells of up to `limit` rows one after the other. */
export function op_sqlite_query(database: number, sql: string, bound: Bindings, limit: number, big: boolean): unknown[];
export function op_sqlite_expanded(database: number, sql: string, bound: Bindings): string;
/** A cursor of its own. */
export function op_sqlite_iterate(database: number, sql: string, bound: Bindings): number;
/** As `op_sqlite_query`, one row. */
export function op_sqlite_next(cursor: number, big: boolean): unknown[] | null;
export function op_sqlite_end(cursor: number): void;
export function op_sqlite_backup_begin(database: number, schema: string, path: string): number;
/** Copies that many pages: how many there are, how many remain. */
export function op_sqlite_backup_step(backup: number, pages: number): [number, number];
export function op_sqlite_backup_end(backup: number): void;
