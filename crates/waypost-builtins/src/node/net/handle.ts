// node:net: what a socket stands on. A handle moves bytes and knows nothing of streams; the one
// here is a connection of the system, `node:tls` has one that encrypts.

import { current, type Frame } from "waypost-internal:internal/async_context/async_context";
import { nextTick, setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { deliver } from "waypost-internal:node/net/deliver";
import {
  op_net_close,
  op_net_connect,
  op_net_connect_path,
  op_net_keep_alive,
  op_net_names,
  op_net_no_delay,
  op_net_open,
  op_net_read,
  op_net_shutdown,
  op_net_try_write,
  op_net_write,
} from "waypost-native:node/net";

/** An error by its name; undefined for none. */
export type Outcome = string | undefined;

/** What `onread` is told: bytes, null at the end, or an error. */
export type ReadListener = (bytes: Uint8Array | null, error: Outcome | Error) => void;

export interface Names {
  localAddress: string | undefined;
  localPort: number | undefined;
  remoteAddress: string | undefined;
  remotePort: number | undefined;
}

export interface Handle {
  /** Whether bytes are asked for. */
  reading: boolean;
  onread: ReadListener;
  bytesRead: number;
  bytesWritten: number;
  /** Bytes that were given to `write` and not yet taken by the system. */
  writeQueueSize: number;
  readStart(): void;
  readStop(): void;
  /** `done` is called once, never before `write` returns. */
  write(bytes: Uint8Array, done: (error: Outcome | Error) => void): void;
  shutdown(done: (error: Outcome | Error) => void): void;
  close(done?: () => void): void;
  reset(done?: () => void): void;
  setNoDelay(enable: boolean): void;
  setKeepAlive(enable: boolean, seconds: number): void;
  names(): Names;
  ref(): void;
  unref(): void;
  hasRef(): boolean;
}

/** Seconds that a system takes; more mean the same. */
const LONGEST_KEEP_ALIVE = 32_767;
const NO_NAMES: Names = { localAddress: undefined, localPort: undefined, remoteAddress: undefined, remotePort: undefined };

function nothing(): void {}

const forgotten: FinalizationRegistry<number> = new FinalizationRegistry((id: number): void => op_net_close(id, false));

/** A TCP or Unix connection. */
export class SystemHandle implements Handle {
  reading: boolean = false;
  onread: ReadListener = nothing;
  bytesRead: number = 0;
  bytesWritten: number = 0;
  writeQueueSize: number = 0;
  readonly isPipe: boolean;
  readonly #id: number;
  /** Whoever opened it: its events belong there. */
  readonly #frame: Frame | undefined = current();
  #isOpen: boolean = true;
  #isAsking: boolean = false;
  /** An outcome that came while nobody was reading. */
  #held: Uint8Array | null | string | undefined;
  #names: Names | undefined;
  #referenced: boolean = true;

  /** `accepted` is the id of a connection that a listener took. */
  constructor(isPipe: boolean, accepted?: number) {
    this.isPipe = isPipe;
    this.#id = accepted ?? op_net_open();
    forgotten.register(this, this.#id, this);
  }

  connect(address: string, port: number, localAddress: string | undefined, localPort: number, done: (error: Outcome) => void): void {
    this.#connected(op_net_connect(this.#id, address, port, localAddress ?? null, localPort), done);
  }

  connectPath(path: string, done: (error: Outcome) => void): void {
    this.#connected(op_net_connect_path(this.#id, path), done);
  }

  #connected(connecting: Promise<string | null>, done: (error: Outcome) => void): void {
    deliver(connecting, this.#frame, (error) => {
      if (this.#isOpen) done(error ?? undefined);
    });
  }

  readStart(): void {
    this.reading = true;
    if (this.#held !== undefined) nextTick(() => this.#flushHeld());
    else this.#ask();
  }

  readStop(): void {
    this.reading = false;
  }

  #ask(): void {
    if (this.#isAsking || !this.#isOpen) return;
    this.#isAsking = true;
    deliver(op_net_read(this.#id), this.#frame, (outcome) => {
      this.#isAsking = false;
      if (!this.#isOpen) return;
      if (this.reading) this.#tell(outcome);
      else this.#held = outcome;
    });
  }

  #flushHeld(): void {
    const held = this.#held;
    if (held === undefined || !this.reading || !this.#isOpen) return;
    this.#held = undefined;
    this.#tell(held);
  }

  #tell(outcome: Uint8Array | null | string): void {
    if (typeof outcome === "string") {
      this.reading = false;
      this.onread(null, outcome);
    } else if (outcome === null) {
      this.reading = false;
      this.onread(null, undefined);
    } else {
      this.bytesRead += outcome.byteLength;
      this.onread(outcome, undefined);
      if (this.reading) this.#ask();
    }
  }

  write(bytes: Uint8Array, done: (error: Outcome | Error) => void): void {
    if (!this.#isOpen) {
      nextTick(done as never, "EBADF");
      return;
    }
    const taken = this.writeQueueSize > 0 ? 0 : op_net_try_write(this.#id, bytes);
    this.bytesWritten += bytes.byteLength;
    if (typeof taken === "string" || taken === bytes.byteLength) {
      nextTick(done as never, typeof taken === "string" ? taken : undefined);
      return;
    }
    const rest = bytes.byteLength - taken;
    this.writeQueueSize += rest;
    deliver(op_net_write(this.#id, bytes.subarray(taken)), this.#frame, (error) => {
      this.writeQueueSize -= rest;
      done(error ?? undefined);
    });
  }

  shutdown(done: (error: Outcome | Error) => void): void {
    nextTick(done as never, (this.#isOpen ? op_net_shutdown(this.#id) : "ENOTCONN") ?? undefined);
  }

  close(done?: () => void): void {
    this.#end(false, done);
  }

  reset(done?: () => void): void {
    this.#end(true, done);
  }

  #end(isReset: boolean, done: (() => void) | undefined): void {
    if (!this.#isOpen) {
      if (done !== undefined) setImmediate(done);
      return;
    }
    // Names stay readable for whoever logs a socket that has just closed.
    this.names();
    this.#isOpen = false;
    this.#held = undefined;
    this.onread = nothing;
    forgotten.unregister(this);
    op_net_close(this.#id, isReset);
    if (done !== undefined) setImmediate(done);
  }

  setNoDelay(enable: boolean): void {
    if (this.#isOpen) op_net_no_delay(this.#id, enable);
  }

  setKeepAlive(enable: boolean, seconds: number): void {
    if (this.#isOpen && !this.isPipe) op_net_keep_alive(this.#id, enable, Math.min(Math.max(0, Math.trunc(Number(seconds) || 0)), LONGEST_KEEP_ALIVE));
  }

  names(): Names {
    if (this.#names !== undefined) return this.#names;
    if (!this.#isOpen || this.isPipe) return NO_NAMES;
    const [localAddress, localPort, remoteAddress, remotePort] = op_net_names(this.#id);
    if (localAddress === null) return NO_NAMES;
    return (this.#names = {
      localAddress,
      localPort: localPort ?? undefined,
      remoteAddress: remoteAddress ?? undefined,
      remotePort: remotePort ?? undefined,
    });
  }

  ref(): void {
    this.#referenced = true;
  }

  unref(): void {
    this.#referenced = false;
  }

  hasRef(): boolean {
    return this.#referenced;
  }
}
