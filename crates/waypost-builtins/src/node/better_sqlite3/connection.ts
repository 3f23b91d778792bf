// What the databases, statements and iterators of better-sqlite3 share.

import { packageError } from "waypost-internal:node/better_sqlite3/errors";
import { UserFunctions } from "waypost-internal:internal/sqlite/functions";
import * as ops from "waypost-internal:internal/sqlite/ops";

type Log = (sql: string) => unknown;

export class Connection {
  handle: number | undefined;
  /** Whether a statement runs. */
  busy = false;
  /** Open iterators: nothing else may change the database meanwhile. */
  iterators = 0;
  bigInts = false;
  unsafe = false;
  readonly functions: UserFunctions = new UserFunctions();
  readonly #log: Log | undefined;

  constructor(handle: number, log: Log | undefined) {
    this.handle = handle;
    this.#log = log;
  }

  opened(): number {
    if (this.handle === undefined) throw new TypeError("The database connection is not open");
    return this.handle;
  }

  requireIdle(): void {
    if (this.busy) throw busyError();
  }

  /** For what changes the database; `unsafeMode()` allows it. */
  requireNoIterators(): void {
    if (!this.unsafe) this.requireNoIteratorsEver();
  }

  requireNoIteratorsEver(): void {
    if (this.iterators > 0) throw busyError();
  }

  /** Calls into SQLite, with its errors as the package's. */
  attempt<T>(call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw packageError(error);
    }
  }

  /** Runs a statement, whose text the log is told first. */
  work<T>(run: () => T, text?: () => string): T {
    this.busy = true;
    try {
      if (text !== undefined) this.#log?.(this.attempt(text));
      return this.functions.run(() => this.attempt(run));
    } finally {
      this.busy = false;
    }
  }

  /** What is told of each statement of a text; the error that it throws ends the text. */
  get logEach(): ((sql: string) => boolean) | undefined {
    const log = this.#log;
    if (log === undefined) return undefined;
    return (sql) => {
      try {
        log(sql);
        return true;
      } catch (error) {
        this.functions.fail(error);
        return false;
      }
    };
  }

  close(): void {
    if (this.handle === undefined) return;
    this.requireIdle();
    this.requireNoIteratorsEver();
    const { handle } = this;
    this.handle = undefined;
    this.attempt(() => ops.close(handle));
  }
}

function busyError(): Error {
  return new TypeError("This database connection is busy executing a query");
}
