// fs.WriteStream: a file as a writable stream.

import { validateBoolean } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { callbackForm } from "waypost-internal:node/fs/forms";
import { close as closeOperation, fsync as fsyncOperation, open as openOperation } from "waypost-internal:node/fs/operations";
import { copyOptions, toOptions } from "waypost-internal:node/fs/check";
import { write, writev } from "waypost-internal:node/fs/transfer";
import {
  beginStream, closeFile, definePending, endWork, kBusy, kFs, noOpen, openStream, type FileStream, type FileSystem, type StreamConstructor,
} from "waypost-internal:node/fs/read_stream";
import { inheritFrom } from "waypost-internal:node/stream/legacy";
import { Writable } from "waypost-internal:node/stream/writable";

type Done = (error?: unknown) => void;

const ours: FileSystem = {
  open: callbackForm(openOperation) as never,
  close: callbackForm(closeOperation) as never,
  fsync: callbackForm(fsyncOperation) as never,
  write: write as never,
  writev: writev as never,
};

export const WriteStream: StreamConstructor = function WriteStream(this: FileStream, path: unknown, given?: unknown): unknown {
  if (!(this instanceof WriteStream)) return new WriteStream(path, given);
  const options = copyOptions(toOptions(given));
  options.decodeStrings = true;
  if (options.flush !== undefined && options.flush !== null) validateBoolean(options.flush, "options.flush");
  const own = options.fs as Partial<FileSystem> | undefined;
  const needed = ["open", "close", ...(own?.writev === undefined || own.write !== undefined ? ["write"] : ["writev"])];
  if (own?.writev !== undefined && !needed.includes("writev")) needed.push("writev");
  beginStream(this, path, options, "w", ours, needed);
  // A file system of the user's without `writev` is written to piece by piece.
  if (own && own.writev === undefined) (this as unknown as Record<string, unknown>)._writev = null;
  if (own && own.write === undefined) (this as unknown as Record<string, unknown>)._write = null;
  this.bytesWritten = 0;
  this.flush = options.flush ?? false;
  (Writable as unknown as { call(self: unknown, options: unknown): void }).call(this, options);
  if (options.encoding) (this as unknown as { setDefaultEncoding(encoding: unknown): void }).setDefaultEncoding(options.encoding);
  return undefined;
} as unknown as StreamConstructor;
inheritFrom(WriteStream, Writable, "WriteStream");

const prototype = WriteStream.prototype as unknown as Record<string, unknown>;
prototype.open = noOpen;
prototype._construct = openStream;

/** Writes all of a chunk: a file system may take less at once. */
function writeAll(stream: FileStream, data: Uint8Array, done: Done, retries: number = 0): void {
  stream[kBusy] = true;
  stream[kFs].write!(stream.fd as number, data, 0, data.length, stream.pos, (error, count) => {
    endWork(stream);
    if ((error as { code?: string } | null)?.code === "EAGAIN" && retries < 5) {
      writeAll(stream, data, done, retries + 1);
      return;
    }
    if (stream.destroyed || error) {
      done(error || new Error("The stream was destroyed"));
      return;
    }
    stream.bytesWritten += count;
    if (stream.pos !== undefined) stream.pos += count;
    if (count < data.length) writeAll(stream, data.subarray(count), done);
    else done();
  });
}

prototype._write = function _write(this: FileStream, data: Uint8Array, _encoding: string, done: Done): void {
  writeAll(this, data, done);
};

prototype._writev = function _writev(this: FileStream, chunks: { chunk: Uint8Array }[], done: Done): void {
  const pieces = chunks.map(({ chunk }) => chunk);
  const fs = this[kFs];
  if (fs === ours) {
    writeAll(this, Buffer.concat(pieces as never), done);
    return;
  }
  this[kBusy] = true;
  fs.writev!(this.fd as number, pieces, this.pos, (error, count) => {
    endWork(this);
    if (error) {
      done(error);
      return;
    }
    this.bytesWritten += count;
    if (this.pos !== undefined) this.pos += count;
    done();
  });
};

prototype._destroy = function _destroy(this: FileStream, error: unknown, done: Done): void {
  const { fd } = this;
  if (this.flush !== true || error || fd === null || this[kFs].fsync === undefined) {
    closeFile(this, error, done);
    return;
  }
  this[kFs].fsync!(fd, (failed) => closeFile(this, failed ?? error, done));
};

prototype.close = function close(this: FileStream, done?: unknown): void {
  if (typeof done === "function") {
    if (this.closed) {
      nextTick(done as never);
      return;
    }
    this.on("close", done as never);
  }
  const stream = this as unknown as { autoClose: boolean; _writableState: { autoDestroy: boolean }; end(): void; on(name: string, listener: () => void): void };
  // A stream that does not destroy itself is destroyed when all is written.
  if (!stream._writableState.autoDestroy) stream.on("finish", () => void this.destroy());
  stream.end();
};

prototype.destroySoon = (Writable.prototype as unknown as Record<string, unknown>).end;

Object.defineProperty(prototype, "autoClose", {
  configurable: true,
  get(this: { _writableState: { autoDestroy: boolean } }): boolean {
    return this._writableState.autoDestroy;
  },
  set(this: { _writableState: { autoDestroy: boolean } }, value: boolean) {
    this._writableState.autoDestroy = value;
  },
});
definePending(prototype);
