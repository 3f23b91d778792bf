// process.stdout, process.stderr and process.stdin. Output is written at once; input is at its end,
// because a worker's standard input belongs to nobody.

import { outputSettings, registerStream, writeRaw } from "waypost-internal:node/console/output";
import { Readable } from "waypost-internal:node/stream/readable";
import { Writable } from "waypost-internal:node/stream/writable";

type Done = (error?: Error | null) => void;

export class OutputStream extends Writable {
  fd: number;
  isTTY: boolean;
  columns: number | undefined;
  rows: number | undefined;
  _type: string;
  _isStdio: boolean = true;

  constructor(fd: number) {
    super({ decodeStrings: false, emitClose: false, autoDestroy: false });
    const { isTty, columns } = outputSettings(fd);
    this.fd = fd;
    this.isTTY = isTty;
    this.columns = isTty ? columns : undefined;
    this.rows = isTty ? 24 : undefined;
    this._type = isTty ? "tty" : "pipe";
    registerStream(fd, this as never);
  }

  override _write(chunk: string | Uint8Array, _encoding: string, done: Done): void {
    writeRaw(this.fd, chunk);
    done();
  }

  /** Standard streams are never closed. */
  override _destroy(error: Error | null, done: Done): void {
    done(error);
  }

  getColorDepth(): number {
    return this.isTTY && outputSettings(this.fd).colors ? 8 : 1;
  }

  hasColors(count: number = 16): boolean {
    return count <= 2 ** this.getColorDepth();
  }

  getWindowSize(): [number, number] {
    return [this.columns ?? 80, this.rows ?? 24];
  }
}

export class InputStream extends Readable {
  fd: number = 0;
  isTTY: boolean = false;

  override _read(): void {
    this.push(null);
  }

  setRawMode(): this {
    return this;
  }
}

export const stdout: OutputStream = new OutputStream(1);
export const stderr: OutputStream = new OutputStream(2);
export const stdin: InputStream = new InputStream();
