// exec and execFile: a program's output as a whole, given to a callback.

import { AbortError, codes } from "waypost-internal:internal/errors/errors";
import { validateNumber, validateString } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { commandOf, type Options } from "waypost-internal:node/child_process/arguments";
import { ChildProcess } from "waypost-internal:node/child_process/child";
import { defineCustomPromisified } from "waypost-internal:node/util/promisify";
import { getSystemErrorName } from "waypost-internal:node/util/util";

type Callback = (error: unknown, stdout: unknown, stderr: unknown) => void;
type Chunk = Uint8Array;

const MAX_BUFFER = 1024 * 1024;

/** The output of one pipe, up to a bound. */
class Gathered {
  readonly #chunks: Chunk[] = [];
  size = 0;

  /** False when the bound is met. */
  add(chunk: Chunk, most: number): boolean {
    const room = most - this.size;
    this.#chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    this.size += chunk.length;
    return chunk.length <= room;
  }

  value(encoding: unknown): unknown {
    const bytes = Buffer.concat(this.#chunks as never);
    return typeof encoding === "string" && Buffer.isEncoding(encoding) ? bytes.toString(encoding) : bytes;
  }
}

function parsed(args: unknown[]): { list: unknown[]; options: Options; callback: Callback | undefined } {
  const rest = args.slice();
  let list: unknown[] = [];
  let options: unknown;
  if (Array.isArray(rest[0])) list = rest.shift() as unknown[];
  else if (rest[0] === null || (rest[0] === undefined && rest.length > 0)) rest.shift();
  if (typeof rest[0] === "object" || rest[0] === undefined) options = rest.shift();
  const callback = rest[0];
  if (callback !== undefined && callback !== null && typeof callback !== "function") {
    throw new codes.ERR_INVALID_ARG_TYPE!("callback", "Function", callback);
  }
  return { list, options: (options ?? {}) as Options, callback: (callback ?? undefined) as Callback | undefined };
}

export function execFile(file: unknown, ...args: unknown[]): ChildProcess {
  const { list, options: given, callback } = parsed(args);
  const options: Options = { encoding: "utf8", timeout: 0, maxBuffer: MAX_BUFFER, killSignal: "SIGTERM", ...given };
  const { maxBuffer } = options as { maxBuffer: number };
  validateNumber(maxBuffer, "options.maxBuffer", 0);
  const command = commandOf(file, list, { ...options, timeout: 0, signal: undefined });
  const child = new ChildProcess();
  child.spawn({ ...command, options: { ...options, stdio: undefined, timeout: options.timeout, signal: undefined } });
  gather(child, [file as string, ...list].join(" "), options, callback);
  return child;
}

interface State {
  error: Error | undefined;
  isKilled: boolean;
  isDone: boolean;
}

/** `shown` is what was called, which behind a shell is not what runs. */
function gather(child: ChildProcess, shown: string, options: Options, callback: Callback | undefined): void {
  const { maxBuffer, encoding, killSignal } = options as { maxBuffer: number; encoding: unknown; killSignal: unknown };
  const outputs = { stdout: new Gathered(), stderr: new Gathered() };
  const state: State = { error: undefined, isKilled: false, isDone: false };
  const stop = (): void => {
    child.stdout?.destroy();
    child.stderr?.destroy();
    state.isKilled = true;
    try {
      child.kill(killSignal);
    } catch (error) {
      state.error ??= error as Error;
    }
  };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", ((chunk: Chunk) => {
      if (outputs[name].add(chunk, maxBuffer)) return;
      state.error = codes.ERR_CHILD_PROCESS_STDIO_MAXBUFFER!(name);
      stop();
    }) as never);
  }
  const finish = (code: number | null, signal: string | null): void => {
    if (state.isDone) return;
    state.isDone = true;
    if (callback === undefined) return;
    const stdout = outputs.stdout.value(encoding);
    const stderr = outputs.stderr.value(encoding);
    if (state.error === undefined && code === 0 && signal === null) {
      callback(null, stdout, stderr);
      return;
    }
    const error = (state.error ?? failed(shown, stderr)) as Error & Record<string, unknown>;
    if (state.error === undefined) {
      error.code = code !== null && code < 0 ? getSystemErrorName(code) : code;
      error.killed = child.killed || state.isKilled;
      error.signal = signal;
    }
    error.cmd = shown;
    callback(error, stdout, stderr);
  };
  child.on("close", finish as never);
  child.on("error", ((error: Error) => {
    state.error = error;
    child.stdout?.destroy();
    child.stderr?.destroy();
    finish(null, null);
  }) as never);
  abortBy(options.signal as Signal | undefined, state, stop, finish);
}

interface Signal {
  aborted: boolean;
  reason: unknown;
  addEventListener(type: string, listener: () => void, options: object): void;
}

function abortBy(signal: Signal | undefined, state: State, stop: () => void, finish: (code: null, signal: null) => void): void {
  if (signal === undefined) return;
  const onAbort = (): void => {
    if (state.isDone) return;
    state.error = new AbortError(undefined, { cause: signal.reason });
    stop();
    finish(null, null);
  };
  if (signal.aborted) nextTick(onAbort);
  else signal.addEventListener("abort", onAbort, { once: true });
}

function failed(shown: string, stderr: unknown): Error {
  return new Error(`Command failed: ${shown}\n${String(stderr)}`);
}

/** `exec(command, options?, callback?)`: by a shell. */
export function exec(command: unknown, given?: unknown, last?: unknown): ChildProcess {
  validateString(command, "command");
  const callback = typeof given === "function" ? given : last;
  const options: Options = { ...((typeof given === "function" ? undefined : given) as object | undefined) };
  options.shell = typeof options.shell === "string" ? options.shell : true;
  return execFile(command, [], options, callback);
}

function promised(form: (...args: never[]) => ChildProcess): (...args: unknown[]) => Promise<unknown> {
  return (...args: unknown[]): Promise<unknown> => {
    let child: ChildProcess | undefined;
    const promise = new Promise((resolve, reject) => {
      child = form(...([...args, (error: unknown, stdout: unknown, stderr: unknown) => {
        if (error) reject(Object.assign(error as object, { stdout, stderr }));
        else resolve({ stdout, stderr });
      }] as never[]));
    });
    return Object.assign(promise, { child });
  };
}

defineCustomPromisified(exec, "exec", promised(exec as never));
defineCustomPromisified(execFile, "execFile", promised(execFile as never));
