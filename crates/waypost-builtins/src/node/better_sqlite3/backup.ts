// Backups of better-sqlite3. https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md#backupdestination-options---promise

import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { existsSync } from "waypost-internal:node/fs/fs";
import { dirname } from "waypost-internal:node/path/path";
import type { Connection } from "waypost-internal:node/better_sqlite3/connection";
import { objectOf } from "waypost-internal:node/better_sqlite3/functions";
import * as ops from "waypost-internal:internal/sqlite/ops";

export interface Progress {
  totalPages: number;
  remainingPages: number;
}
type Handler = (progress: Progress) => unknown;

/** Pages of a step when the handler does not say. */
const PAGES = 100;
const MOST_PAGES = 0x7fffffff;

export async function backup(connection: Connection, destination: unknown, given: unknown): Promise<Progress> {
  const options = objectOf(given, "second");
  if (typeof destination !== "string") throw new TypeError("Expected first argument to be a string");
  const path = destination.trim();
  const schema = "attached" in options ? options.attached : "main";
  const handler = "progress" in options ? options.progress : null;
  if (path === "") throw new TypeError("Backup filename cannot be an empty string");
  if (path === ":memory:") throw new TypeError('Invalid backup filename ":memory:"');
  if (typeof schema !== "string") throw new TypeError('Expected the "attached" option to be a string');
  if (schema === "") throw new TypeError('The "attached" option cannot be an empty string');
  if (handler !== null && handler !== undefined && typeof handler !== "function") throw new TypeError('Expected the "progress" option to be a function');
  if (!existsSync(dirname(path))) throw new TypeError("Cannot save backup because the directory does not exist");
  const id = connection.attempt(() => ops.backupBegin(connection.opened(), schema, path));
  try {
    return await copy(connection, id, (handler ?? undefined) as Handler | undefined);
  } finally {
    ops.backupEnd(id);
  }
}

/** A piece in each turn, so that the database stays in use. */
async function copy(connection: Connection, id: number, handler: Handler | undefined): Promise<Progress> {
  for (let pages = 0, isFirst = true; ; isFirst = false) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    connection.opened();
    const [totalPages, remainingPages] = connection.attempt(() => ops.backupStep(id, pages));
    const progress = { totalPages, remainingPages };
    if (remainingPages === 0) return progress;
    if (isFirst) pages = PAGES;
    pages = pagesOf(handler?.(progress), pages);
  }
}

function pagesOf(answer: unknown, pages: number): number {
  if (answer === undefined) return pages;
  if (typeof answer !== "number" || Number.isNaN(answer)) throw new TypeError("Expected progress callback to return a number or undefined");
  return Math.max(0, Math.min(MOST_PAGES, Math.round(answer)));
}
