// The arguments that operations share: paths, descriptors, modes, flags, times, options.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateFunction, validateInt32, validateUint32 } from "waypost-internal:internal/validators/validators";
import type { Callback } from "waypost-internal:node/fs/call";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { fileURLToPath } from "waypost-internal:node/url/url";
import * as constants from "waypost-internal:node/fs/constants";

/** A path as the native half takes it. */
export type Path = string | Uint8Array;
/** Options of any function here: a bag, or the encoding alone. */
export type Options = Record<string, unknown>;

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND, O_SYNC } = constants;

function isUrl(value: unknown): boolean {
  const url = value as { href?: unknown; protocol?: unknown; auth?: unknown; path?: unknown } | null;
  return typeof url === "object" && url !== null && !!url.href && !!url.protocol && url.auth === undefined && url.path === undefined;
}

/** A path given as a text, bytes or a file URL. */
export function toPath(value: unknown, name: string = "path"): Path {
  const path = isUrl(value) ? fileURLToPath(value) : value;
  if (typeof path === "string") {
    if (path.includes("\0")) throw withoutNulls(name, path);
    return path;
  }
  if (path instanceof Uint8Array) {
    if (path.includes(0)) throw withoutNulls(name, path);
    return path;
  }
  throw new codes.ERR_INVALID_ARG_TYPE!(name, ["string", "Buffer", "URL"], value);
}

function withoutNulls(name: string, value: unknown): Error {
  return new codes.ERR_INVALID_ARG_VALUE!(name, value, "must be a string, Uint8Array, or URL without null bytes");
}

/** A path or a descriptor. */
export function toPathOrFd(value: unknown, name: string = "path"): Path | number {
  return typeof value === "number" && value === value >>> 0 ? value : toPath(value, name);
}

/** A descriptor. */
export function toFd(value: unknown): number {
  if (typeof value !== "number") throw new codes.ERR_INVALID_ARG_TYPE!("fd", "number", value);
  validateInt32(value, "fd", 0, 2147483647);
  return value;
}

/** Permissions: a number or octal digits. */
export function toMode(value: unknown, name: string = "mode", absent?: number): number {
  let mode: unknown = value ?? absent;
  if (typeof mode === "string") {
    if (!/^[0-7]+$/.test(mode)) {
      throw new codes.ERR_INVALID_ARG_VALUE!(name, value, "must be a 32-bit unsigned integer or an octal string");
    }
    mode = Number.parseInt(mode, 8);
  }
  validateUint32(mode, name);
  return mode as number;
}

const FLAGS: Record<string, number> = {
  r: O_RDONLY, rs: O_RDONLY | O_SYNC, sr: O_RDONLY | O_SYNC, "r+": O_RDWR, "rs+": O_RDWR | O_SYNC, "sr+": O_RDWR | O_SYNC,
  w: O_TRUNC | O_CREAT | O_WRONLY, wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL, xw: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  "w+": O_TRUNC | O_CREAT | O_RDWR, "wx+": O_TRUNC | O_CREAT | O_RDWR | O_EXCL, "xw+": O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY, ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL, xa: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY | O_SYNC, sa: O_APPEND | O_CREAT | O_WRONLY | O_SYNC, "a+": O_APPEND | O_CREAT | O_RDWR,
  "ax+": O_APPEND | O_CREAT | O_RDWR | O_EXCL, "xa+": O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  "as+": O_APPEND | O_CREAT | O_RDWR | O_SYNC, "sa+": O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};

/** `"r+"` and its kin, or the number they stand for. */
export function toFlags(value: unknown, name: string = "flags"): number {
  if (typeof value === "number") {
    validateInt32(value, name);
    return value;
  }
  if (value === undefined || value === null) return O_RDONLY;
  if (typeof value === "string" && Object.hasOwn(FLAGS, value)) return FLAGS[value]!;
  throw new codes.ERR_INVALID_ARG_VALUE!(name, value);
}

/** A time in seconds: of a number, digits, a Date. */
export function toSeconds(value: unknown, name: string = "time"): number {
  // Digits in a text count as the number.
  if (typeof value === "string" && value !== "" && !Number.isNaN(Number(value))) return Number(value);
  if (typeof value === "number" && Number.isFinite(value)) return value < 0 ? Date.now() / 1000 : value;
  if (value instanceof Date) return value.getTime() / 1000;
  throw new codes.ERR_INVALID_ARG_TYPE!(name, ["Date", "Time in seconds"], value);
}

/** User and group ids; -1 leaves one as it is. */
export function toId(value: unknown, name: string): number {
  if (typeof value !== "number") throw new codes.ERR_INVALID_ARG_TYPE!(name, "number", value);
  if (!Number.isInteger(value)) throw new codes.ERR_OUT_OF_RANGE!(name, "an integer", value);
  if (value < -1 || value > 4294967295) throw new codes.ERR_OUT_OF_RANGE!(name, ">= -1 && <= 4294967295", value);
  return value;
}

/** The options of a call: absent, an encoding, or a bag. */
export function toOptions(value: unknown, defaults: Options = {}): Options {
  if (value === null || value === undefined || typeof value === "function") return defaults;
  let options: Options;
  if (typeof value === "string") options = { ...defaults, encoding: value };
  else if (typeof value === "object") options = value as Options;
  else throw new codes.ERR_INVALID_ARG_TYPE!("options", ["string", "Object"], value);
  checkEncoding(options.encoding);
  if (options.signal !== undefined) validateAbortSignal(options.signal, "options.signal");
  return options === value ? copyOptions(options, defaults) : options;
}

/** A copy with the members that options inherit, as Node makes it. */
export function copyOptions(options: Options, defaults: Options = {}): Options {
  const copy: Options = { ...defaults };
  for (const name in options) copy[name] = options[name];
  return copy;
}

export function checkEncoding(encoding: unknown): void {
  if (encoding === undefined || encoding === null || encoding === "buffer") return;
  if (typeof encoding !== "string" || !Buffer.isEncoding(encoding)) {
    throw new codes.ERR_INVALID_ARG_VALUE!("encoding", encoding, "is invalid encoding");
  }
}

/** A path of the system in the encoding that was asked for. */
export function encoded(bytes: Uint8Array, encoding: unknown): unknown {
  const buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
  if (encoding === "buffer") return buffer;
  return buffer.toString((encoding ?? "utf8") as string);
}

export function toCallback(value: unknown, name: string = "cb"): Callback {
  validateFunction(value, name);
  return value as unknown as Callback;
}
