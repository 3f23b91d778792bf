// How an operation of the native half is run: at once, with a callback, or as a promise; and how what it
// refuses becomes Node's error.

import { current, setCurrent } from "waypost-internal:internal/async_context/async_context";
import { codes, SystemError, uvException, type NodeError } from "waypost-internal:internal/errors/errors";
import { systemErrorName } from "waypost-internal:internal/errors/system";
import { endEntry } from "waypost-internal:internal/event_loop/event_loop";
import { uncaughtException } from "waypost-internal:internal/event_loop/uncaught";
import { op_fs_call, op_fs_later, op_fs_now } from "waypost-native:node/fs";

/** What an operation is given: paths, numbers, bytes. */
export type Argument = string | number | boolean | Uint8Array | null | undefined;
/** Node's callback: an error or null, then the result. */
export type Callback = (error: unknown, ...values: unknown[]) => void;

interface Refusal {
  errno?: number;
  code?: string;
  syscall?: string;
  path?: string;
  dest?: string;
}

/** Node's error for what the native half refused. */
export function errorOf(given: unknown): unknown {
  const { errno, code, syscall, path, dest } = given as Refusal;
  if (errno === undefined || syscall === undefined) return given;
  if (code === "ERR_FS_FILE_TOO_LARGE") return new codes.ERR_FS_FILE_TOO_LARGE!(path);
  if (code === "ERR_FS_EISDIR") return isDirectory(path!);
  const name = systemErrorName(errno) ?? "UNKNOWN";
  return uvException({ code: name, errno, syscall, ...(path === undefined ? {} : { path }), ...(dest === undefined ? {} : { dest }) });
}

/** The error of `rm` on a directory without `recursive`. */
function isDirectory(path: string): NodeError {
  return systemErrorWith("ERR_FS_EISDIR", "Path is a directory", { code: "EISDIR", syscall: "rm", path, errno: -21, message: "is a directory" });
}

/** A `SystemError` with a code and a beginning of its own. */
export function systemErrorWith(
  code: string,
  beginning: string,
  context: { code: string; syscall: string; path: string; errno: number; message?: string; dest?: string },
): NodeError {
  const error = new SystemError(context) as unknown as NodeError;
  error.message = error.message.replace("A system error occurred", beginning);
  error.code = code;
  return error;
}

/** Runs an operation on this thread. */
export function now(operation: string, ...args: Argument[]): unknown {
  try {
    return op_fs_now(operation, ...args);
  } catch (error) {
    throw errorOf(error);
  }
}

/** Runs it on another thread. */
export async function later(operation: string, ...args: Argument[]): Promise<unknown> {
  try {
    return await op_fs_later(operation, ...args);
  } catch (error) {
    throw errorOf(error);
  }
}

/** Runs it on another thread; the callback is called from the event loop, as Node does it. */
export function call(operation: string, args: Argument[], callback: (error: unknown, value?: unknown) => void): void {
  op_fs_call(inEventLoop(callback as never) as never, operation, ...args);
}

/** A function the native half calls from its event loop: in the frame of now, with the ticks it makes run after it. */
export function inEventLoop(callback: (error: unknown, value: unknown) => void): (error: unknown, value: unknown) => void {
  const frame = current();
  return (error: unknown, value: unknown): void => {
    setCurrent(frame);
    try {
      if (error) callback(errorOf(error), undefined);
      else callback(null, value);
    } catch (thrown) {
      uncaughtException(thrown);
    }
    setCurrent(undefined);
    endEntry();
  };
}
