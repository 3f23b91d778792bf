// A statement that is read row by row.

import { op_sqlite_end, op_sqlite_iterate, op_sqlite_next, type Bindings } from "waypost-native:internal/sqlite";
import { cellsOf, type Cells } from "waypost-internal:internal/sqlite/values";

const forgotten: FinalizationRegistry<number> = new FinalizationRegistry((id: number): void => op_sqlite_end(id));

export class Cursor {
  #id: number;

  constructor(database: number, sql: string, bound: Bindings) {
    this.#id = op_sqlite_iterate(database, sql, bound);
    forgotten.register(this, this.#id, this);
  }

  /** The next row, or `undefined` behind the last one. */
  next(bigInts: boolean): Cells | undefined {
    const list = op_sqlite_next(this.#id, bigInts);
    return list === null ? undefined : cellsOf(list);
  }

  end(): void {
    forgotten.unregister(this);
    op_sqlite_end(this.#id);
  }
}
