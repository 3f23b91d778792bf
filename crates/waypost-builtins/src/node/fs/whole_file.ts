// readFile, writeFile and appendFile: whole files by path or descriptor, in three forms.

import { AbortError, codes } from "waypost-internal:internal/errors/errors";
import { validateBoolean } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { addAbortListener } from "waypost-internal:node/events/statics";
import { Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { call, later, now, type Argument } from "waypost-internal:node/fs/call";
import { toCallback, toFlags, toMode, toOptions, toPathOrFd, type Options } from "waypost-internal:node/fs/check";

interface Signal {
  aborted: boolean;
  reason: unknown;
}

function isUtf8(encoding: unknown): boolean {
  return encoding === "utf8" || encoding === "utf-8" || encoding === "UTF-8" || encoding === "UTF8";
}

function readArguments(path: unknown, options: Options): Argument[] {
  return [toPathOrFd(path), toFlags(options.flag ?? "r"), isUtf8(options.encoding)];
}

function readResult(value: unknown, encoding: unknown): unknown {
  if (typeof value === "string") return value;
  const buffer = toBuffer(value as Uint8Array);
  return encoding === undefined || encoding === null || encoding === "buffer" ? buffer : buffer.toString(encoding as string);
}

function writeArguments(path: unknown, data: unknown, options: Options): Argument[] {
  const flush = options.flush ?? false;
  validateBoolean(flush, "options.flush");
  const file = toPathOrFd(path);
  return [file, dataOf(data, options.encoding), toFlags(options.flag), toMode(options.mode, "mode", 0o666), flush];
}

function dataOf(data: unknown, encoding: unknown): Uint8Array | string {
  if (typeof data === "string") return isUtf8(encoding ?? "utf8") ? data : Buffer.from(data, encoding as string);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  throw new codes.ERR_INVALID_ARG_TYPE!("data", ["string", "Buffer", "TypedArray", "DataView"], data);
}

const WRITE: Options = { encoding: "utf8", mode: 0o666, flag: "w", flush: false };
const APPEND: Options = { encoding: "utf8", mode: 0o666, flag: "a", flush: false };

// ---- sync ----

export function readFileSync(path: unknown, given?: unknown): unknown {
  const options = toOptions(given, { flag: "r" });
  return readResult(now("readFile", ...readArguments(path, options)), options.encoding);
}

export function writeFileSync(path: unknown, data: unknown, given?: unknown): void {
  now("writeFile", ...writeArguments(path, data, toOptions(given, WRITE)));
}

export function appendFileSync(path: unknown, data: unknown, given?: unknown): void {
  now("writeFile", ...writeArguments(path, data, toOptions(given, APPEND)));
}

// ---- callbacks ----

/** Ends a call early when its signal aborts: the work goes on, its result is not delivered. */
function guarded(signal: Signal | undefined, deliver: (error: unknown, value?: unknown) => void): ((error: unknown, value?: unknown) => void) | undefined {
  if (signal === undefined) return deliver;
  const aborted = (): AbortError => new AbortError(undefined, { cause: signal.reason });
  if (signal.aborted) {
    nextTick(deliver as never, aborted());
    return undefined;
  }
  let isOver = false;
  const once = (error: unknown, value?: unknown): void => {
    if (isOver) return;
    isOver = true;
    listening[Symbol.dispose]();
    deliver(error, value);
  };
  const listening = addAbortListener(signal as never, (() => once(aborted())) as never);
  return once;
}

export function readFile(path: unknown, given?: unknown, last?: unknown): void {
  const callback = toCallback(last ?? given);
  const options = toOptions(given, { flag: "r" });
  const args = readArguments(path, options);
  const deliver = guarded(options.signal as Signal | undefined, (error, value) =>
    error ? callback(error) : callback(null, readResult(value, options.encoding)),
  );
  if (deliver !== undefined) call("readFile", args, deliver);
}

function writeWhole(path: unknown, data: unknown, given: unknown, last: unknown, defaults: Options): void {
  const callback = toCallback(last ?? given);
  const options = toOptions(given, defaults);
  const args = writeArguments(path, data, options);
  const deliver = guarded(options.signal as Signal | undefined, (error) => callback(error));
  if (deliver !== undefined) call("writeFile", args, deliver);
}

export function writeFile(path: unknown, data: unknown, given?: unknown, last?: unknown): void {
  writeWhole(path, data, given, last, WRITE);
}

export function appendFile(path: unknown, data: unknown, given?: unknown, last?: unknown): void {
  writeWhole(path, data, given, last, APPEND);
}

// ---- promises ----

/** A descriptor, a FileHandle, or a path. */
function target(path: unknown): unknown {
  if (typeof path !== "object" || path === null) return path;
  const fd = (path as { fd?: unknown }).fd;
  return typeof fd === "number" ? fd : path;
}

function withSignal(signal: Signal | undefined, start: () => Promise<unknown>): Promise<unknown> {
  if (signal === undefined) return start();
  return new Promise((resolve, reject) => {
    const deliver = guarded(signal, (error, value) => (error ? reject(error) : resolve(value)));
    if (deliver !== undefined) start().then((value) => deliver(null, value), deliver);
  });
}

export async function readFilePromise(path: unknown, given?: unknown): Promise<unknown> {
  const options = toOptions(given, { flag: "r" });
  const args = readArguments(target(path), options);
  const value = await withSignal(options.signal as Signal | undefined, () => later("readFile", ...args));
  return readResult(value, options.encoding);
}

type Pieces = AsyncIterable<unknown> | Iterable<unknown>;

function isPieces(data: unknown): data is Pieces {
  if (typeof data !== "object" || data === null || ArrayBuffer.isView(data)) return false;
  return Symbol.asyncIterator in data || Symbol.iterator in data;
}

/** Writes what an iterable gives, piece by piece. */
async function writePieces(path: unknown, pieces: Pieces, options: Options): Promise<void> {
  const signal = options.signal as Signal | undefined;
  const given = target(path);
  const isOpen = typeof given === "number";
  const fd = isOpen
    ? given
    : ((await later("open", toPathOrFd(given), toFlags(options.flag), toMode(options.mode, "mode", 0o666))) as number);
  try {
    for await (const piece of pieces) {
      if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
      await later("writeFile", fd, dataOf(piece, options.encoding));
    }
    if (options.flush === true) await later("fsync", fd);
  } finally {
    if (!isOpen) await later("close", fd);
  }
}

async function writePromise(path: unknown, data: unknown, given: unknown, defaults: Options): Promise<void> {
  const options = toOptions(given, defaults);
  const flush = options.flush ?? false;
  validateBoolean(flush, "options.flush");
  const signal = options.signal as Signal | undefined;
  if (isPieces(data)) {
    if (signal?.aborted) throw new AbortError(undefined, { cause: signal.reason });
    return writePieces(path, data, options);
  }
  const args = writeArguments(target(path), data, options);
  await withSignal(signal, () => later("writeFile", ...args));
}

export async function writeFilePromise(path: unknown, data: unknown, given?: unknown): Promise<void> {
  await writePromise(path, data, given, WRITE);
}

export async function appendFilePromise(path: unknown, data: unknown, given?: unknown): Promise<void> {
  await writePromise(path, data, given, APPEND);
}
