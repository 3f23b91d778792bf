// The native parts of node:sqlite.

/** A value on its way in: `[kind, payload]`: 0 null, 1 number, 2 bigint as text, 3 text, 4 bytes. */
export type Bound = [number, unknown];
/** What an integer outside of the safe range, or any with BigInts on, comes out as. */
export interface BigCell {
  big: string;
}

export function op_sqlite_open(path: string, readOnly: boolean, foreignKeys: boolean, doubleQuoted: boolean, timeout: number): number;
export function op_sqlite_close(database: number): void;
export function op_sqlite_exec(database: number, sql: string): void;
/** Compiles the statement; the names of its columns. */
export function op_sqlite_prepare(database: number, sql: string): string[];
/** Runs a statement: the count of changes and the last row id, as text. */
export function op_sqlite_run(database: number, sql: string, names: string[], named: Bound[], rest: Bound[], bare: boolean): [string, string];
/** Column names, then the cells of up to `limit` rows one after the other. */
export function op_sqlite_query(database: number, sql: string, names: string[], named: Bound[], rest: Bound[], bare: boolean, limit: number, big: boolean): unknown[];
export function op_sqlite_expanded(database: number, sql: string, names: string[], named: Bound[], rest: Bound[], bare: boolean): string;
export function op_sqlite_location(database: number): string | undefined;
