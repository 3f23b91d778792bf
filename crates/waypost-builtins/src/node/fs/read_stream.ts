// fs.ReadStream: a file as a readable stream. A function, not a class: packages inherit from it by `apply`.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateFunction, validateInteger } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { errorOrDestroy } from "waypost-internal:node/stream/destroy";
import { inheritFrom } from "waypost-internal:node/stream/legacy";
import { finished } from "waypost-internal:node/stream/stream";
import { Readable } from "waypost-internal:node/stream/readable";
import { callbackForm } from "waypost-internal:node/fs/forms";
import { close as closeOperation, open as openOperation } from "waypost-internal:node/fs/operations";
import { copyOptions, toMode, toOptions, toPath, type Options } from "waypost-internal:node/fs/check";
import { read } from "waypost-internal:node/fs/transfer";

type Loose = Record<string, unknown>;
type Done = (error?: unknown) => void;
/** What a stream calls: ours, or the user's `options.fs`. */
export interface FileSystem {
  open(path: unknown, flags: unknown, mode: unknown, done: (error: unknown, fd: number) => void): void;
  close(fd: number, done: Done): void;
  read?(fd: number, buffer: Uint8Array, offset: number, length: number, position: unknown, done: (error: unknown, count: number) => void): void;
  write?(fd: number, buffer: Uint8Array, offset: number, length: number, position: unknown, done: (error: unknown, count: number) => void): void;
  writev?(fd: number, buffers: Uint8Array[], position: unknown, done: (error: unknown, count: number) => void): void;
  fsync?(fd: number, done: Done): void;
}

export const kFs: unique symbol = Symbol("fs");
export const kHandle: unique symbol = Symbol("handle");

interface Handle {
  fd: number;
  close(): Promise<void>;
  on(event: string, listener: () => void): void;
  off(event: string, listener: () => void): void;
}

/** A read or write is under way. */
export const kBusy: unique symbol = Symbol("busy");
/** What waits for it. */
const kIdle: unique symbol = Symbol("idle");

/** What both kinds of stream have. */
export interface FileStream {
  [kBusy]: boolean | undefined;
  [kIdle]: (() => void) | undefined;
  [kFs]: FileSystem;
  [kHandle]: Handle | undefined;
  path: unknown;
  fd: number | null;
  flags: unknown;
  mode: number;
  start: number | undefined;
  end: number;
  pos: number | undefined;
  bytesRead: number;
  bytesWritten: number;
  flush: unknown;
  closed: boolean;
  destroyed: boolean;
  emit(event: string, ...args: unknown[]): boolean;
  on(event: string, listener: () => void): unknown;
  push(chunk: unknown): boolean;
  destroy(error?: unknown, done?: unknown): unknown;
  setEncoding(encoding: string): unknown;
}

const ours: FileSystem = {
  open: callbackForm(openOperation) as never,
  close: callbackForm(closeOperation) as never,
  read: read as never,
};

/** Reads path, descriptor and range of the options into the stream. */
export function beginStream(stream: FileStream, path: unknown, options: Options, flags: string, fs: FileSystem, needed: string[]): void {
  const own = options.fs as (FileSystem & Loose) | undefined;
  if (own !== undefined && own !== null) {
    for (const name of needed) validateFunction((own as Loose)[name], `options.fs.${name}`);
  }
  stream[kFs] = own ?? fs;
  if (options.autoDestroy === undefined) options.autoDestroy = options.autoClose ?? true;
  if (options.signal !== undefined) validateAbortSignal(options.signal, "options.signal");
  const { fd } = options;
  if (typeof fd === "object" && fd !== null && typeof (fd as Handle).fd === "number") {
    if (own) throw new codes.ERR_METHOD_NOT_IMPLEMENTED!("FileHandle with fs");
    const handle = fd as Handle;
    stream[kHandle] = handle;
    stream.fd = handle.fd;
    const onClose = (): void => void stream.destroy();
    handle.on("close", onClose);
    stream.on("close", () => handle.off("close", onClose));
  } else if (fd !== undefined && fd !== null) {
    validateInteger(fd, "options.fd", 0, 2147483647);
    stream.fd = fd;
  } else {
    stream.fd = null;
    stream.path = toPath(path);
  }
  if (stream.fd !== null && path !== undefined && path !== null) stream.path = path;
  stream.flags = options.flags ?? flags;
  stream.mode = toMode(options.mode, "mode", 0o666);
  const { start } = options;
  if (start !== undefined) {
    validateInteger(start, "start", 0);
    stream.start = start;
    stream.pos = start;
  } else {
    stream.start = undefined;
    stream.pos = undefined;
  }
}

/** Opens the file, unless a descriptor was given. */
export function openStream(this: FileStream, done: Done): void {
  if (typeof this.fd === "number") {
    done();
    return;
  }
  // What packages put in place of opening: it emits `open` by itself.
  const patched = (this as unknown as { open?: unknown }).open;
  if (typeof patched === "function" && patched !== noOpen) {
    const emit = this.emit;
    this.emit = function (this: FileStream, event: string, ...args: unknown[]): boolean {
      if (event === "open") {
        this.emit = emit;
        done();
        return emit.call(this, event, ...args);
      }
      if (event === "error") {
        this.emit = emit;
        done(args[0]);
        return true;
      }
      return emit.call(this, event, ...args);
    };
    (patched as () => void).call(this);
    return;
  }
  this[kFs].open(this.path, this.flags, this.mode, (error, fd) => {
    if (error) {
      done(error);
      return;
    }
    this.fd = fd;
    done();
    this.emit("open", fd);
    this.emit("ready");
  });
}

/** `stream.open` was a method of old; streams open themselves. */
export function noOpen(this: unknown): void {}

/** Ends a read or write; true when the stream was destroyed meanwhile and the result is nobody's. */
export function endWork(stream: FileStream): boolean {
  stream[kBusy] = false;
  if (!stream.destroyed) return false;
  stream[kIdle]?.();
  return true;
}

/** Closes the file of a stream, when nothing works on it any more. */
export function closeFile(stream: FileStream, error: unknown, done: Done): void {
  if (stream[kBusy]) {
    stream[kIdle] = () => closeFile(stream, error, done);
    return;
  }
  const { fd } = stream;
  stream.fd = null;
  if (fd === null) {
    done(error);
    return;
  }
  const handle = stream[kHandle];
  if (handle !== undefined) {
    handle.close().then(
      () => done(error),
      (failed) => done(error || failed),
    );
    return;
  }
  stream[kFs].close(fd, (failed) => done(error || failed));
}

export type StreamConstructor = (new (path: unknown, options?: unknown) => FileStream) & { prototype: object };

export const ReadStream: StreamConstructor = function ReadStream(this: FileStream, path: unknown, given?: unknown): unknown {
  if (!(this instanceof ReadStream)) return new ReadStream(path, given);
  const options = copyOptions(toOptions(given));
  options.highWaterMark ??= 64 * 1024;
  beginStream(this, path, options, "r", ours, ["open", "read", "close"]);
  this.bytesRead = 0;
  const end = options.end ?? Number.POSITIVE_INFINITY;
  if (end !== Number.POSITIVE_INFINITY) {
    validateInteger(end, "end", 0);
    if (this.start !== undefined && this.start > end) {
      throw new codes.ERR_OUT_OF_RANGE!("start", `<= "end" (here: ${end})`, this.start);
    }
  }
  this.end = end as number;
  (Readable as unknown as { call(self: unknown, options: unknown): void }).call(this, options);
  if (options.encoding) this.setEncoding(options.encoding as string);
  return undefined;
} as unknown as StreamConstructor;
inheritFrom(ReadStream, Readable, "ReadStream");

const prototype = ReadStream.prototype as unknown as Record<string, unknown>;
prototype.open = noOpen;
prototype._construct = openStream;

prototype._read = function _read(this: FileStream, wanted: number): void {
  const size = this.pos !== undefined ? Math.min(this.end - this.pos + 1, wanted) : Math.min(this.end - this.bytesRead + 1, wanted);
  if (size <= 0) {
    this.push(null);
    return;
  }
  const buffer = Buffer.allocUnsafeSlow(size);
  this[kBusy] = true;
  this[kFs].read!(this.fd as number, buffer, 0, size, this.pos, (error, count) => {
    if (endWork(this)) return;
    if (error) {
      errorOrDestroy(this as never, error);
      return;
    }
    if (count <= 0) {
      this.push(null);
      return;
    }
    this.bytesRead += count;
    if (this.pos !== undefined) this.pos += count;
    this.push(count === buffer.length ? buffer : buffer.subarray(0, count));
  });
};

prototype._destroy = function _destroy(this: FileStream, error: unknown, done: Done): void {
  closeFile(this, error, done);
};

prototype.close = function close(this: FileStream, done?: unknown): void {
  if (typeof done === "function") finished(this as never, done as never);
  this.destroy();
};

definePending(ReadStream.prototype);
Object.defineProperty(prototype, "autoClose", {
  configurable: true,
  get(this: { _readableState: { autoDestroy: boolean } }): boolean {
    return this._readableState.autoDestroy;
  },
  set(this: { _readableState: { autoDestroy: boolean } }, value: boolean) {
    this._readableState.autoDestroy = value;
  },
});

/** `pending`: whether the file is not open yet. */
export function definePending(target: object): void {
  Object.defineProperty(target, "pending", {
    configurable: true,
    get(this: FileStream): boolean {
      return this.fd === null;
    },
  });
}
