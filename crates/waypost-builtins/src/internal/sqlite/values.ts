// Values between JavaScript and SQLite.

import type { BigCell, Bound } from "waypost-native:internal/sqlite";

/** A value on its way in; `undefined` for one that SQLite has no type for. */
export function boundOf(value: unknown): Bound | undefined {
  if (value === null || typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? { big: String(value) } : undefined;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

/** The text of an integer that came out as one; `undefined` for all other cells. */
export function bigTextOf(cell: unknown): string | undefined {
  if (typeof cell !== "object" || cell === null || cell instanceof Uint8Array) return undefined;
  return (cell as BigCell).big;
}

/** What a query gave: the names of its columns and its cells, row after row from `start`. */
export interface Cells {
  names: string[];
  list: unknown[];
  start: number;
}

export function cellsOf(list: unknown[]): Cells {
  const start = 1 + (list[0] as number);
  return { names: list.slice(1, start) as string[], list, start };
}

/** Sets a column whatever its name is. */
export function setColumn(row: Record<string, unknown>, name: string, value: unknown): void {
  if (name === "__proto__") Object.defineProperty(row, name, { value, writable: true, enumerable: true, configurable: true });
  else row[name] = value;
}
