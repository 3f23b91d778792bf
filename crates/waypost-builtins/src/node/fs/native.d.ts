// The native parts of node:fs. An operation is named by a string; its arguments stand on its function in Rust.

type Argument = string | number | boolean | Uint8Array | null | undefined;

/** Runs an operation at once. */
export function op_fs_now(operation: string, ...args: Argument[]): unknown;
/** Runs it on another thread. */
export function op_fs_later(operation: string, ...args: Argument[]): Promise<unknown>;
/** Runs it on another thread and calls back in a turn of its own. */
export function op_fs_call(callback: (error: unknown, value: unknown) => void, operation: string, ...args: Argument[]): void;
/** Reads into memory; how many bytes. Position -1: where the file stands. */
export function op_fs_read_into(fd: number, view: ArrayBufferView, position: number): number;
/** Begins to watch; an id. */
export function op_fs_watch_open(path: string | Uint8Array, recursive: boolean): number;
/** The next change: what happened (`rename`, `change`) and the name. Null when the watcher is closed. */
export function op_fs_watch_next(id: number): Promise<[string, string] | null>;
export function op_fs_watch_close(id: number): void;
