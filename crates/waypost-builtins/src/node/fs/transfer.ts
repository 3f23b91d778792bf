// read, write, readv, writev: what is moved between memory and an open file, in all their argument shapes.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateBuffer, validateInt32, validateInteger } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { call, errorOf, now, type Callback } from "waypost-internal:node/fs/call";
import { toCallback, toFd } from "waypost-internal:node/fs/check";
import { customPromisifyArgs } from "waypost-internal:node/util/promisify";
import { op_fs_read_into } from "waypost-native:node/fs";

type View = Uint8Array;

/** The part of a view that a call is about, and where in the file; -1 is where the file stands. */
export interface Span {
  bytes: View;
  position: number;
}

function bytesOf(view: ArrayBufferView): View {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

/** The last place at which a read of any length can begin, as a number that the system takes. */
const LAST_POSITION = 2 ** 63 - 2048;

function positionOf(position: unknown, length: number): number {
  if (position === null || position === undefined) return -1;
  if (typeof position === "bigint") {
    const last = 2n ** 63n - 1n - BigInt(length);
    if (position < -1n || position > last) throw new codes.ERR_OUT_OF_RANGE!("position", `>= -1 && <= ${last}`, position);
    return Math.min(Number(position), LAST_POSITION);
  }
  if (typeof position !== "number") throw new codes.ERR_INVALID_ARG_TYPE!("position", ["integer", "bigint"], position);
  validateInteger(position, "position", -1);
  return position;
}

/** `read`'s buffer, offset, length, position: one by one, or in a bag. */
export function readSpan(buffer: unknown, offsetOrOptions?: unknown, length?: unknown, position?: unknown): Span {
  let view: unknown = buffer;
  let offset: unknown = offsetOrOptions;
  let size: unknown = length;
  let place: unknown = position;
  const isBag = typeof buffer === "object" && buffer !== null && !ArrayBuffer.isView(buffer);
  if (isBag || buffer === undefined || buffer === null) {
    const bag = (buffer ?? {}) as Record<string, unknown>;
    view = bag.buffer === undefined ? Buffer.alloc(16384) : bag.buffer;
    ({ offset, length: size, position: place } = bag);
  } else if (typeof offsetOrOptions === "object" && offsetOrOptions !== null) {
    ({ offset, length: size, position: place } = offsetOrOptions as Record<string, unknown>);
  }
  validateBuffer(view);
  const whole = bytesOf(view);
  const start = offset ?? 0;
  validateInteger(start, "offset", 0);
  const count = size === undefined || size === null ? whole.byteLength - start : Number(size) | 0;
  if (count !== 0 && whole.byteLength === 0) {
    throw new codes.ERR_INVALID_ARG_VALUE!("buffer", view, "is empty and cannot be written");
  }
  if (start > whole.byteLength) throw new codes.ERR_OUT_OF_RANGE!("offset", `<= ${whole.byteLength}`, start);
  if (count < 0) throw new codes.ERR_OUT_OF_RANGE!("length", ">= 0", count);
  if (count > whole.byteLength - start) throw new codes.ERR_OUT_OF_RANGE!("length", `<= ${whole.byteLength - start}`, count);
  return { bytes: whole.subarray(start, start + count), position: positionOf(place, count) };
}

/** The view that a read fills: the argument itself, or the one in the bag. */
export function readTarget(buffer: unknown): unknown {
  if (ArrayBuffer.isView(buffer)) return buffer;
  return ((buffer ?? {}) as Record<string, unknown>).buffer;
}

/** `write`'s data: bytes with offset, length, position, or a text with position and encoding. */
export function writeSpan(data: unknown, second?: unknown, third?: unknown, fourth?: unknown): Span {
  if (ArrayBuffer.isView(data)) {
    const whole = bytesOf(data);
    let offset: unknown = second;
    let length: unknown = third;
    let position: unknown = fourth;
    if (typeof second === "object" && second !== null) {
      ({ offset, length, position } = second as Record<string, unknown>);
    }
    const start = offset ?? 0;
    validateInteger(start, "offset", 0);
    if (start > whole.byteLength) throw new codes.ERR_OUT_OF_RANGE!("offset", `<= ${whole.byteLength}`, start);
    const count = typeof length === "number" ? length : whole.byteLength - start;
    validateInteger(count, "length");
    if (count > whole.byteLength - start) throw new codes.ERR_OUT_OF_RANGE!("length", `<= ${whole.byteLength - start}`, count);
    validateInt32(count, "length", 0);
    return { bytes: whole.subarray(start, start + count), position: writePosition(position) };
  }
  if (typeof data !== "string") {
    throw new codes.ERR_INVALID_ARG_TYPE!("buffer", ["string", "Buffer", "TypedArray", "DataView"], data);
  }
  return { bytes: Buffer.from(data, (third ?? "utf8") as string), position: writePosition(second) };
}

function writePosition(position: unknown): number {
  return typeof position === "number" || typeof position === "bigint" ? Number(position) : -1;
}

/** Several views as one stretch of memory. */
function joined(views: unknown, name: string = "buffers"): { list: View[]; size: number } {
  if (!Array.isArray(views)) throw new codes.ERR_INVALID_ARG_TYPE!(name, "ArrayBufferView[]", views);
  const list = views.map((view: unknown) => {
    if (!ArrayBuffer.isView(view)) throw new codes.ERR_INVALID_ARG_TYPE!(name, "ArrayBufferView[]", views);
    return bytesOf(view);
  });
  return { list, size: list.reduce((sum, view) => sum + view.byteLength, 0) };
}

/** Spreads what was read over the views. */
function scatter(bytes: View, list: View[]): number {
  let at = 0;
  for (const view of list) {
    const part = bytes.subarray(at, at + view.byteLength);
    view.set(part);
    at += part.byteLength;
  }
  return bytes.byteLength;
}

// ---- sync ----

export function readSync(fd: unknown, buffer: unknown, offsetOrOptions?: unknown, length?: unknown, position?: unknown): number {
  const file = toFd(fd);
  validateBuffer(buffer);
  const { bytes, position: at } = readSpan(buffer, offsetOrOptions, length, position);
  if (bytes.byteLength === 0) return 0;
  try {
    return op_fs_read_into(file, bytes, at);
  } catch (error) {
    throw errorOf(error);
  }
}

export function writeSync(fd: unknown, data: unknown, second?: unknown, third?: unknown, fourth?: unknown): number {
  const file = toFd(fd);
  const { bytes, position } = writeSpan(data, second, third, fourth);
  return now("write", file, bytes, position) as number;
}

export function readvSync(fd: unknown, buffers: unknown, position?: unknown): number {
  const file = toFd(fd);
  const { list, size } = joined(buffers);
  return scatter(now("read", file, size, writePosition(position)) as View, list);
}

export function writevSync(fd: unknown, buffers: unknown, position?: unknown): number {
  const file = toFd(fd);
  const { list } = joined(buffers);
  if (list.length === 0) return 0;
  return now("write", file, Buffer.concat(list as never), writePosition(position)) as number;
}

// ---- callbacks ----

export function read(fd: unknown, ...args: unknown[]): void {
  const file = toFd(fd);
  const last = args.findLastIndex((argument) => typeof argument === "function");
  const callback = toCallback(last < 0 ? args[args.length - 1] : args[last]);
  const [buffer, ...rest] = args.slice(0, last);
  if (rest.length > 1 || (buffer !== undefined && buffer !== null && typeof buffer !== "object")) validateBuffer(buffer);
  const found = readTarget(buffer);
  const target = found === undefined ? Buffer.alloc(16384) : found;
  const given = ArrayBuffer.isView(buffer) ? buffer : { ...(buffer as object), buffer: target };
  const { bytes, position } = readSpan(given, ...rest);
  if (bytes.byteLength === 0) return void nextTick(callback as never, null, 0, target);
  call("read", [file, bytes.byteLength, position], (error, value) => {
    if (error) return callback(error);
    bytes.set(value as View);
    return callback(null, (value as View).byteLength, target);
  });
}
Object.defineProperty(read, customPromisifyArgs, { value: ["bytesRead", "buffer"], enumerable: false });

export function write(fd: unknown, data: unknown, ...args: unknown[]): void {
  const file = toFd(fd);
  const last = args.findLastIndex((argument) => typeof argument === "function");
  const { bytes, position } = writeSpan(data, ...args.slice(0, last < 0 ? args.length : last));
  const callback = toCallback(last < 0 ? undefined : args[last]);
  call("write", [file, bytes, position], (error, value) => (error ? callback(error) : callback(null, value, data)));
}
Object.defineProperty(write, customPromisifyArgs, { value: ["bytesWritten", "buffer"], enumerable: false });

export function readv(fd: unknown, buffers: unknown, position?: unknown, given?: unknown): void {
  const file = toFd(fd);
  const { list, size } = joined(buffers);
  const callback = toCallback(given ?? position);
  call("read", [file, size, writePosition(position)], (error, value) =>
    error ? callback(error) : callback(null, scatter(value as View, list), buffers),
  );
}
Object.defineProperty(readv, customPromisifyArgs, { value: ["bytesRead", "buffers"], enumerable: false });

export function writev(fd: unknown, buffers: unknown, position?: unknown, given?: unknown): void {
  const file = toFd(fd);
  const { list } = joined(buffers);
  const callback: Callback = toCallback(given ?? position);
  if (list.length === 0) return void nextTick(callback as never, null, 0, buffers);
  call("write", [file, Buffer.concat(list as never), writePosition(position)], (error, value) =>
    error ? callback(error) : callback(null, value, buffers),
  );
}
Object.defineProperty(writev, customPromisifyArgs, { value: ["bytesWritten", "buffers"], enumerable: false });
