// The ops of this folder for the interfaces above it, under the names of what they do.

import {
  op_sqlite_backup_begin,
  op_sqlite_backup_end,
  op_sqlite_backup_step,
  op_sqlite_close,
  op_sqlite_columns,
  op_sqlite_defensive,
  op_sqlite_define,
  op_sqlite_deserialize,
  op_sqlite_end,
  op_sqlite_exec,
  op_sqlite_expanded,
  op_sqlite_in_transaction,
  op_sqlite_iterate,
  op_sqlite_location,
  op_sqlite_next,
  op_sqlite_open,
  op_sqlite_prepare,
  op_sqlite_query,
  op_sqlite_run,
  op_sqlite_serialize,
} from "waypost-native:internal/sqlite";

export type { Asked, BigCell, Bindings, Bound } from "waypost-native:internal/sqlite";

export const backupBegin: typeof op_sqlite_backup_begin = op_sqlite_backup_begin;
export const backupEnd: typeof op_sqlite_backup_end = op_sqlite_backup_end;
export const backupStep: typeof op_sqlite_backup_step = op_sqlite_backup_step;
export const close: typeof op_sqlite_close = op_sqlite_close;
export const columns: typeof op_sqlite_columns = op_sqlite_columns;
export const defensive: typeof op_sqlite_defensive = op_sqlite_defensive;
export const define: typeof op_sqlite_define = op_sqlite_define;
export const deserialize: typeof op_sqlite_deserialize = op_sqlite_deserialize;
export const end: typeof op_sqlite_end = op_sqlite_end;
export const exec: typeof op_sqlite_exec = op_sqlite_exec;
export const expanded: typeof op_sqlite_expanded = op_sqlite_expanded;
export const inTransaction: typeof op_sqlite_in_transaction = op_sqlite_in_transaction;
export const iterate: typeof op_sqlite_iterate = op_sqlite_iterate;
export const location: typeof op_sqlite_location = op_sqlite_location;
export const next: typeof op_sqlite_next = op_sqlite_next;
export const open: typeof op_sqlite_open = op_sqlite_open;
export const prepare: typeof op_sqlite_prepare = op_sqlite_prepare;
export const query: typeof op_sqlite_query = op_sqlite_query;
export const run: typeof op_sqlite_run = op_sqlite_run;
export const serialize: typeof op_sqlite_serialize = op_sqlite_serialize;
