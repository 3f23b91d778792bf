// ChildProcess: a running program with its streams and events.

import { AbortError, nodeError, uvException } from "waypost-internal:internal/errors/errors";
import { systemErrorName } from "waypost-internal:internal/errors/system";
import { clearTimeout, nextTick, setTimeout } from "waypost-internal:internal/event_loop/event_loop";
import { inEventLoop } from "waypost-internal:node/fs/call";
import { EventEmitter } from "waypost-internal:node/events/events";
import { addAbortListener } from "waypost-internal:node/events/statics";
import { toBuffer } from "waypost-internal:node/buffer/buffer";
import { channelsOf, signalName, signalNumber, type Command } from "waypost-internal:node/child_process/arguments";
import { Readable } from "waypost-internal:node/stream/readable";
import { Writable } from "waypost-internal:node/stream/writable";
import {
  op_child_end_input, op_child_kill, op_child_read, op_child_spawn, op_child_wait, op_child_write,
} from "waypost-native:node/child_process";

type Done = (error?: unknown) => void;
type StreamOf = new (options: object) => {
  push(chunk: unknown): boolean;
  destroy(error?: unknown): void;
  on(event: string, listener: (...args: never[]) => void): unknown;
  resume(): unknown;
  readableFlowing?: boolean | null;
  destroyed: boolean;
};

/** The error of a native call on a program. */
function errorOf(given: unknown, syscall: string, extra: object = {}): Error {
  const { errno } = given as { errno?: number };
  if (errno === undefined) return given as Error;
  const code = systemErrorName(errno) ?? "UNKNOWN";
  return Object.assign(uvException({ code, errno, syscall }), extra);
}

/** `spawn ls ENOENT`, which is worded otherwise than errors of files. */
export function spawnError(given: unknown, syscall: string, file: string, args: string[]): Error {
  const { errno } = given as { errno?: number };
  if (errno === undefined) return given as Error;
  const code = systemErrorName(errno) ?? "UNKNOWN";
  const error = new Error(`${syscall} ${file} ${code}`);
  return Object.assign(error, { errno, code, syscall: `${syscall} ${file}`, path: file, spawnargs: args.slice(1) });
}

function inputStream(id: number): InstanceType<StreamOf> {
  return new (Writable as unknown as StreamOf)({
    decodeStrings: true,
    write(chunk: Uint8Array, _encoding: string, done: Done): void {
      op_child_write(id, chunk).then(
        () => inEventLoop(() => done())(null, undefined),
        (error: unknown) => inEventLoop(() => done(errorOf(error, "write")))(null, undefined),
      );
    },
    final(done: Done): void {
      op_child_end_input(id);
      done();
    },
    destroy(error: unknown, done: Done): void {
      op_child_end_input(id);
      done(error);
    },
  });
}

function outputStream(id: number, isErrors: boolean): InstanceType<StreamOf> {
  return new (Readable as unknown as StreamOf)({
    read(this: InstanceType<StreamOf>): void {
      op_child_read(id, isErrors).then(
        (bytes) => inEventLoop(() => void this.push(bytes === null ? null : toBuffer(bytes)))(null, undefined),
        (error: unknown) => inEventLoop(() => this.destroy(errorOf(error, "read")))(null, undefined),
      );
    },
  });
}

export class ChildProcess extends (EventEmitter as unknown as new () => InstanceType<typeof EventEmitter>) {
  pid: number | undefined = undefined;
  exitCode: number | null = null;
  signalCode: string | null = null;
  killed = false;
  connected = false;
  channel: undefined = undefined;
  spawnfile = "";
  spawnargs: string[] = [];
  stdin: InstanceType<StreamOf> | null = null;
  stdout: InstanceType<StreamOf> | null = null;
  stderr: InstanceType<StreamOf> | null = null;
  stdio: unknown[] = [null, null, null];
  #id: number | undefined;
  #open = 0;
  #isOver = false;

  /** Starts the program; a failure is told by the `error` event. */
  spawn(command: Command): void {
    const { file, args, options, plan } = command;
    this.spawnfile = file;
    this.spawnargs = args;
    const channels = channelsOf(options.stdio);
    try {
      const [id, pid] = op_child_spawn({ ...plan, stdio: channels });
      this.#id = id;
      this.pid = pid;
    } catch (error) {
      this.#fail(spawnError(error, "spawn", file, args), channels);
      return;
    }
    const id = this.#id as number;
    if (channels[0] === "pipe") this.stdin = inputStream(id);
    if (channels[1] === "pipe") this.stdout = this.#output(id, false);
    if (channels[2] === "pipe") this.stderr = this.#output(id, true);
    this.stdio = [this.stdin, this.stdout, this.stderr, ...channels.slice(3).map(() => null)];
    nextTick(() => void this.emit("spawn"));
    void this.#follow(id);
    this.#bound(options.timeout as number | undefined, options.killSignal);
    this.#endBy(options.signal as { aborted: boolean; reason: unknown } | undefined, options.killSignal);
  }

  #output(id: number, isErrors: boolean): InstanceType<StreamOf> {
    const stream = outputStream(id, isErrors);
    this.#open++;
    stream.on("close", () => {
      this.#open--;
      this.#maybeClose();
    });
    return stream;
  }

  /** A program that could not be started has streams nobody is at the other end of. */
  #fail(error: Error, channels: string[]): void {
    const empty = (): InstanceType<StreamOf> => {
      const stream = new (Readable as unknown as StreamOf)({ read() {} });
      stream.push(null);
      return stream;
    };
    if (channels[0] === "pipe") this.stdin = new (Writable as unknown as StreamOf)({ write: (_c: unknown, _e: string, done: Done) => done() });
    if (channels[1] === "pipe") this.stdout = empty();
    if (channels[2] === "pipe") this.stderr = empty();
    this.stdio = [this.stdin, this.stdout, this.stderr];
    this.exitCode = (error as { errno?: number }).errno ?? -1;
    this.#isOver = true;
    nextTick(() => {
      this.stdin?.destroy();
      this.emit("error", error);
      this.emit("close", this.exitCode, null);
    });
  }

  async #follow(id: number): Promise<void> {
    const [code, signal] = await op_child_wait(id);
    inEventLoop(() => {
      this.exitCode = code;
      this.signalCode = signalName(signal);
      this.#isOver = true;
      this.stdin?.destroy();
      this.emit("exit", this.exitCode, this.signalCode);
      // What nobody reads must end too, for `close`.
      for (const stream of [this.stdout, this.stderr]) if (stream !== null && stream.readableFlowing === null) stream.resume();
      this.#maybeClose();
    })(null, undefined);
  }

  #isClosed = false;

  #maybeClose(): void {
    if (!this.#isOver || this.#open > 0 || this.#isClosed) return;
    this.#isClosed = true;
    this.emit("close", this.exitCode, this.signalCode);
  }

  #bound(timeout: number | undefined, killSignal: unknown): void {
    if (timeout === undefined || timeout === null || timeout <= 0) return;
    const timer = setTimeout(() => {
      if (!this.#isOver) this.kill(killSignal ?? "SIGTERM");
    }, timeout);
    this.once("exit", () => clearTimeout(timer));
  }

  #endBy(signal: { aborted: boolean; reason: unknown } | undefined, killSignal: unknown): void {
    if (signal === undefined) return;
    const onAbort = (): void => {
      if (this.#isOver) return;
      if (this.kill(killSignal ?? "SIGTERM")) this.emit("error", new AbortError(undefined, { cause: signal.reason }));
    };
    if (signal.aborted) {
      nextTick(onAbort);
      return;
    }
    const listening = addAbortListener(signal as never, onAbort as never);
    this.once("exit", () => listening[Symbol.dispose]());
  }

  kill(signal: unknown = "SIGTERM"): boolean {
    const number = signal === 0 ? 0 : signalNumber(signal ?? "SIGTERM");
    if (this.#id === undefined || this.#isOver) return false;
    const errno = op_child_kill(this.#id, number);
    if (errno === 0) {
      if (number !== 0) this.killed = true;
      return true;
    }
    const code = systemErrorName(errno) ?? "UNKNOWN";
    if (code === "ESRCH") return false;
    throw uvException({ code, errno, syscall: "kill" });
  }

  [Symbol.dispose](): void {
    if (!this.killed) this.kill();
  }

  ref(): void {}
  unref(): void {}

  send(): never {
    throw nodeError(Error, "ERR_IPC_CHANNEL_CLOSED", "Channel closed");
  }

  disconnect(): void {
    this.emit("error", nodeError(Error, "ERR_IPC_DISCONNECTED", "IPC channel is already disconnected"));
  }
}
