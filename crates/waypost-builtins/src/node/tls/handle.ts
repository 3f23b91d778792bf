// node:tls: a handle that encrypts what goes through it (see node/net/handle.ts), and one that
// stands on any stream.

import { nextTick, setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import type { Handle, Names, Outcome, ReadListener } from "waypost-internal:node/net/handle";
import type { AnyStream } from "waypost-internal:node/stream/types";
import { op_tls_close, op_tls_end, op_tls_receive, op_tls_send } from "waypost-native:node/tls";

type Done = (error: Outcome | Error) => void;

const NOTHING = new Uint8Array(0);
const NO_NAMES: Names = { localAddress: undefined, localPort: undefined, remoteAddress: undefined, remotePort: undefined };

function nothing(): void {}

function viewOf(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength) as unknown as Uint8Array;
}

/** Any duplex stream as a handle. */
export class StreamHandle implements Handle {
  reading: boolean = false;
  onread: ReadListener = nothing;
  bytesRead: number = 0;
  bytesWritten: number = 0;
  writeQueueSize: number = 0;
  readonly #stream: AnyStream;
  #hasEnded: boolean = false;

  constructor(stream: AnyStream) {
    this.#stream = stream;
    stream.on("data", ((chunk: Uint8Array | string) => {
      const bytes = typeof chunk === "string" ? (Buffer.from(chunk) as unknown as Uint8Array) : chunk;
      this.bytesRead += bytes.byteLength;
      this.onread(bytes, undefined);
    }) as never);
    stream.on("end", (() => this.#end(undefined)) as never);
    stream.on("error", ((error: Error) => this.#end(error)) as never);
    stream.on("close", (() => this.#end(undefined)) as never);
    stream.pause();
  }

  #end(error: Error | undefined): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.onread(null, error);
  }

  readStart(): void {
    this.reading = true;
    this.#stream.resume();
  }

  readStop(): void {
    this.reading = false;
    this.#stream.pause();
  }

  write(bytes: Uint8Array, done: Done): void {
    this.bytesWritten += bytes.byteLength;
    this.#stream.write(viewOf(bytes), (error?: Error | null) => done(error ?? undefined));
  }

  shutdown(done: Done): void {
    this.#stream.end(() => done(undefined));
  }

  close(done?: () => void): void {
    this.onread = nothing;
    this.#stream.destroy();
    if (done !== undefined) setImmediate(done);
  }

  reset(done?: () => void): void {
    this.close(done);
  }

  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}

  hasRef(): boolean {
    return true;
  }

  names(): Names {
    const { localAddress, localPort, remoteAddress, remotePort } = this.#stream as unknown as Names;
    return { localAddress, localPort, remoteAddress, remotePort };
  }
}

/** An error of the engine, with the properties that Node gives to OpenSSL's. */
export function engineError(code: string, message: string): Error {
  if (!code.startsWith("ERR_SSL_")) return Object.assign(new Error(message), { code });
  return Object.assign(new Error(`error:0A000000:SSL routines::${message}`), { library: "SSL routines", reason: message, code });
}

export class TlsHandle implements Handle {
  reading: boolean = false;
  onread: ReadListener = nothing;
  /** Told once the handshake is over; application data waits until `release`. */
  onsecure: () => void = nothing;
  /** Told of an error of the engine. */
  onfailure: (error: Error) => void = nothing;
  bytesRead: number = 0;
  bytesWritten: number = 0;
  readonly id: number;
  readonly #lower: Handle;
  readonly #closeLower: (done: (() => void) | undefined, isReset: boolean) => void;
  #isOpen: boolean = true;
  #isSecure: boolean = false;
  #isReleased: boolean = false;
  #hasEnded: boolean = false;
  /** Plain bytes that came while nobody was reading, and the end. */
  #held: (Uint8Array | null)[] = [];
  #waiting: (() => void)[] = [];
  #early: Uint8Array[] | undefined;

  /** `closeLower` ends what carries the connection. */
  constructor(id: number, lower: Handle, closeLower: (done: (() => void) | undefined, isReset: boolean) => void) {
    this.id = id;
    this.#lower = lower;
    this.#closeLower = closeLower;
  }

  /** What carries it; packages look for its class. */
  get _parentWrap(): Handle {
    return this.#lower;
  }

  /** Waits for `start`, or for the first write. `early` are bytes that arrived before. */
  prepare(early: Uint8Array[]): void {
    this.#early = early;
  }

  /** Begins the handshake. */
  start(): void {
    const early = this.#early;
    if (early === undefined || !this.#isOpen) return;
    this.#early = undefined;
    this.#lower.onread = (bytes, error): void => this.#arrived(bytes, error);
    this.#send(op_tls_send(this.id, NOTHING), nothing);
    for (const bytes of early) if (this.#isOpen) this.#receive(bytes);
    if (this.#isOpen) this.#lower.readStart();
  }

  get writeQueueSize(): number {
    return this.#lower.writeQueueSize;
  }

  /** The peer was accepted: what was to be written goes out. */
  release(): void {
    this.#isReleased = true;
    for (const run of this.#waiting.splice(0)) run();
  }

  #arrived(bytes: Uint8Array | null, error: Outcome | Error): void {
    if (!this.#isOpen) return;
    if (bytes !== null) this.#receive(bytes);
    else if (error !== undefined) {
      this.reading = false;
      this.onread(null, error);
    } else this.#end();
  }

  #receive(bytes: Uint8Array): void {
    const [plain, out, bits, code, message] = op_tls_receive(this.id, bytes);
    if (out !== null) this.#send(out, nothing);
    if (!this.#isSecure && code === null && (bits & 1) === 0) {
      this.#isSecure = true;
      this.onsecure();
    }
    if (plain !== null && this.#isOpen) this.#hand(plain);
    if (code !== null && this.#isOpen) this.onfailure(engineError(code, message as string));
    else if ((bits & 2) !== 0 && this.#isOpen) this.#end();
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#hand(null);
  }

  #hand(piece: Uint8Array | null): void {
    if (!this.reading || this.#held.length > 0) {
      this.#held.push(piece);
      // The handshake is over: the peer waits until there is somebody to read.
      if (this.#isSecure) this.#lower.readStop();
      return;
    }
    this.#tell(piece);
  }

  #tell(piece: Uint8Array | null): void {
    if (piece === null) this.reading = false;
    else this.bytesRead += piece.byteLength;
    this.onread(piece, undefined);
  }

  readStart(): void {
    this.reading = true;
    if (this.#held.length > 0) nextTick(() => this.#flushHeld());
    else if (!this.#hasEnded && this.#isOpen && this.#early === undefined) this.#lower.readStart();
  }

  #flushHeld(): void {
    while (this.reading && this.#isOpen && this.#held.length > 0) this.#tell(this.#held.shift() as Uint8Array | null);
    if (this.reading && this.#isOpen && !this.#hasEnded) this.#lower.readStart();
  }

  readStop(): void {
    this.reading = false;
    if (this.#isSecure) this.#lower.readStop();
  }

  #send(bytes: Uint8Array, done: Done): void {
    if (bytes.byteLength === 0) nextTick(done as never, undefined);
    else this.#lower.write(bytes, done);
  }

  write(bytes: Uint8Array, done: Done): void {
    if (!this.#isOpen) {
      nextTick(done as never, "EBADF");
      return;
    }
    this.start();
    if (!this.#isReleased) {
      this.#waiting.push(() => this.write(bytes, done));
      return;
    }
    this.bytesWritten += bytes.byteLength;
    this.#send(op_tls_send(this.id, bytes), done);
  }

  shutdown(done: Done): void {
    if (!this.#isOpen) {
      nextTick(done as never, undefined);
      return;
    }
    if (!this.#isReleased && this.#waiting.length > 0) {
      this.#waiting.push(() => this.shutdown(done));
      return;
    }
    this.#send(op_tls_end(this.id), () => this.#lower.shutdown(done));
  }

  close(done?: () => void): void {
    this.#finish(done, false);
  }

  reset(done?: () => void): void {
    this.#finish(done, true);
  }

  #finish(done: (() => void) | undefined, isReset: boolean): void {
    if (!this.#isOpen) {
      if (done !== undefined) setImmediate(done);
      return;
    }
    this.#isOpen = false;
    this.#held = [];
    this.#waiting = [];
    this.onread = nothing;
    this.#lower.onread = nothing;
    op_tls_close(this.id);
    this.#closeLower(done, isReset);
  }

  setNoDelay(enable: boolean): void {
    this.#lower.setNoDelay(enable);
  }

  setKeepAlive(enable: boolean, seconds: number): void {
    this.#lower.setKeepAlive(enable, seconds);
  }

  names(): Names {
    return this.#isOpen ? this.#lower.names() : NO_NAMES;
  }

  ref(): void {
    this.#lower.ref();
  }

  unref(): void {
    this.#lower.unref();
  }

  hasRef(): boolean {
    return this.#lower.hasRef();
  }
}
