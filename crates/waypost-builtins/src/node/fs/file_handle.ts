// FileHandle: an open file of fs.promises. It is closed by `close`, by `await using`, or by a stream made of it.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateBoolean } from "waypost-internal:internal/validators/validators";
import { EventEmitter } from "waypost-internal:node/events/events";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { later } from "waypost-internal:node/fs/call";
import { toOptions, type Options } from "waypost-internal:node/fs/check";
import { promiseForm, type Operation } from "waypost-internal:node/fs/forms";
import * as operations from "waypost-internal:node/fs/operations";
import { readSpan, readTarget, writeSpan } from "waypost-internal:node/fs/transfer";
import { openLines, openReadStream, openWriteStream } from "waypost-internal:node/fs/promises";
import { appendFilePromise, readFilePromise, writeFilePromise } from "waypost-internal:node/fs/whole_file";
import { ReadableStream as WebStream } from "waypost-internal:web/streams/streams";

type View = Uint8Array;
type Later = (...args: unknown[]) => Promise<unknown>;

const promised = (operation: Operation): Later => promiseForm(operation) as unknown as Later;
const fchmod = promised(operations.fchmod);
const fchown = promised(operations.fchown);
const fdatasync = promised(operations.fdatasync);
const fstat = promised(operations.fstat);
const fsync = promised(operations.fsync);
const ftruncate = promised(operations.ftruncate);
const futimes = promised(operations.futimes);

export class FileHandle extends (EventEmitter as unknown as new () => InstanceType<typeof EventEmitter>) {
  #fd: number;
  #closing: Promise<void> | undefined;
  #users = 0;
  #idle: (() => void) | undefined;

  constructor(fd: number) {
    super();
    this.#fd = fd;
  }

  get fd(): number {
    return this.#fd;
  }

  /** Runs what needs the file open; a close waits for it. */
  async #use<T>(syscall: string, work: (fd: number) => Promise<T>): Promise<T> {
    if (this.#fd === -1 || this.#closing !== undefined) {
      throw Object.assign(nodeError(Error, "EBADF", "file closed"), { syscall });
    }
    this.#users++;
    try {
      return await work(this.#fd);
    } finally {
      if (--this.#users === 0) this.#idle?.();
    }
  }

  appendFile(data: unknown, options?: unknown): Promise<void> {
    return this.#use("write", (fd) => appendFilePromise(fd, data, options));
  }
  chmod(mode: unknown): Promise<unknown> {
    return this.#use("fchmod", (fd) => fchmod(fd, mode));
  }
  chown(uid: unknown, gid: unknown): Promise<unknown> {
    return this.#use("fchown", (fd) => fchown(fd, uid, gid));
  }
  datasync(): Promise<unknown> {
    return this.#use("fdatasync", (fd) => fdatasync(fd));
  }
  sync(): Promise<unknown> {
    return this.#use("fsync", (fd) => fsync(fd));
  }
  stat(options?: unknown): Promise<unknown> {
    return this.#use("fstat", (fd) => fstat(fd, options));
  }
  truncate(length?: unknown): Promise<unknown> {
    return this.#use("ftruncate", (fd) => ftruncate(fd, length));
  }
  utimes(atime: unknown, mtime: unknown): Promise<unknown> {
    return this.#use("futimes", (fd) => futimes(fd, atime, mtime));
  }
  readFile(options?: unknown): Promise<unknown> {
    return this.#use("read", (fd) => readFilePromise(fd, options));
  }
  writeFile(data: unknown, options?: unknown): Promise<void> {
    return this.#use("write", (fd) => writeFilePromise(fd, data, options));
  }

  read(buffer?: unknown, offset?: unknown, length?: unknown, position?: unknown): Promise<{ bytesRead: number; buffer: unknown }> {
    return this.#use("read", async (fd) => {
      const target = readTarget(buffer) ?? Buffer.alloc(16384);
      const given = ArrayBuffer.isView(buffer) ? buffer : { ...(buffer as object), buffer: target };
      const { bytes, position: at } = readSpan(given, offset, length, position);
      if (bytes.byteLength === 0) return { bytesRead: 0, buffer: target };
      const found = (await later("read", fd, bytes.byteLength, at)) as View;
      bytes.set(found);
      return { bytesRead: found.byteLength, buffer: target };
    });
  }

  readv(buffers: View[], position?: unknown): Promise<{ bytesRead: number; buffers: View[] }> {
    return this.#use("readv", async (fd) => {
      let bytesRead = 0;
      for (const view of buffers) {
        const at = typeof position === "number" ? position + bytesRead : -1;
        const found = (await later("read", fd, view.byteLength, at)) as View;
        new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength).set(found);
        bytesRead += found.byteLength;
        if (found.byteLength < view.byteLength) break;
      }
      return { bytesRead, buffers };
    });
  }

  write(data: unknown, second?: unknown, third?: unknown, fourth?: unknown): Promise<{ bytesWritten: number; buffer: unknown }> {
    return this.#use("write", async (fd) => {
      const { bytes, position } = writeSpan(data, second, third, fourth);
      if (bytes.byteLength === 0) return { bytesWritten: 0, buffer: data };
      return { bytesWritten: (await later("write", fd, bytes, position)) as number, buffer: data };
    });
  }

  writev(buffers: View[], position?: unknown): Promise<{ bytesWritten: number; buffers: View[] }> {
    return this.#use("writev", async (fd) => {
      if (!Array.isArray(buffers)) throw new codes.ERR_INVALID_ARG_TYPE!("buffers", "ArrayBufferView[]", buffers);
      const at = typeof position === "number" ? position : -1;
      const bytesWritten = (await later("write", fd, Buffer.concat(buffers as never), at)) as number;
      return { bytesWritten, buffers };
    });
  }

  /** Closes the file when nothing uses it any more. */
  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    if (this.#fd === -1) return Promise.resolve();
    this.#closing = this.#closeWhenIdle();
    return this.#closing;
  }

  async #closeWhenIdle(): Promise<void> {
    if (this.#users > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    const fd = this.#fd;
    this.#fd = -1;
    await later("close", fd);
    this.#closing = undefined;
    this.emit("close");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  createReadStream(options?: unknown): unknown {
    return openReadStream({ ...toOptions(options), fd: this });
  }

  createWriteStream(options?: unknown): unknown {
    return openWriteStream({ ...toOptions(options), fd: this });
  }

  /** The file as a stream of bytes. */
  readableWebStream(options?: { autoClose?: boolean }): ReadableStream<Uint8Array> {
    const autoClose = options?.autoClose ?? false;
    validateBoolean(autoClose, "options.autoClose");
    if (this.#fd === -1) throw new codes.ERR_INVALID_STATE!("The FileHandle is closed");
    const read = (): Promise<{ bytesRead: number; buffer: unknown }> => this.read(Buffer.alloc(16384));
    const close = async (): Promise<void> => {
      if (autoClose) await this.close();
    };
    return new WebStream({
      async pull(controller: { enqueue(bytes: View): void; close(): void }): Promise<void> {
        const { bytesRead, buffer } = await read();
        if (bytesRead > 0) {
          controller.enqueue((buffer as View).subarray(0, bytesRead));
          return;
        }
        controller.close();
        await close();
      },
      cancel: close,
    } as never) as unknown as ReadableStream<Uint8Array>;
  }

  /** The lines of the file. */
  readLines(options?: Options): unknown {
    return openLines(this.createReadStream(options));
  }
}
