// fs.watch by the system's notifications, fs.watchFile by asking again and again.

import { AbortError } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateBoolean, validateFunction, validateUint32 } from "waypost-internal:internal/validators/validators";
import { clearInterval, nextTick, setInterval } from "waypost-internal:internal/event_loop/event_loop";
import { addAbortListener } from "waypost-internal:node/events/statics";
import { EventEmitter } from "waypost-internal:node/events/events";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { resolve } from "waypost-internal:node/path/path";
import { call, errorOf, inEventLoop } from "waypost-internal:node/fs/call";
import { toOptions, toPath, type Options, type Path } from "waypost-internal:node/fs/check";
import { emptyStats, statsOf } from "waypost-internal:node/fs/stats";
import { op_fs_watch_close, op_fs_watch_next, op_fs_watch_open } from "waypost-native:node/fs";

type Listener = (...args: never[]) => unknown;
type Emitter = InstanceType<typeof EventEmitter>;
const EmitterBase = EventEmitter as unknown as new () => Emitter;

interface Signal {
  aborted: boolean;
  reason: unknown;
}

function openWatch(path: Path, options: Options): number {
  if (options.recursive !== undefined) validateBoolean(options.recursive, "options.recursive");
  if (options.persistent !== undefined) validateBoolean(options.persistent, "options.persistent");
  try {
    return op_fs_watch_open(path, options.recursive === true);
  } catch (error) {
    const failed = errorOf(error) as Error & { filename?: unknown };
    failed.filename = path;
    throw failed;
  }
}

function nameIn(encoding: unknown, name: string): unknown {
  if (encoding === "buffer") return Buffer.from(name);
  if (encoding === undefined || encoding === null || encoding === "utf8") return name;
  return Buffer.from(name).toString(encoding as string);
}

class FSWatcher extends EmitterBase {
  #id: number | undefined;

  constructor(path: Path, options: Options) {
    super();
    this.#id = openWatch(path, options);
    void this.#follow(this.#id, options.encoding);
  }

  async #follow(id: number, encoding: unknown): Promise<void> {
    for (let change = await op_fs_watch_next(id); change !== null; change = await op_fs_watch_next(id)) {
      if (this.#id === undefined) return;
      const [word, name] = change;
      // A listener that throws is an uncaught error, not the end of the watch.
      inEventLoop(() => void this.emit("change", word, nameIn(encoding, name)))(null, undefined);
    }
  }

  close(): void {
    if (this.#id === undefined) return;
    op_fs_watch_close(this.#id);
    this.#id = undefined;
    nextTick(() => void this.emit("close"));
  }

  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

export function watch(path: unknown, given?: unknown, last?: unknown): FSWatcher {
  const listener = typeof given === "function" ? given : last;
  const options = toOptions(given);
  const watcher = new FSWatcher(toPath(path, "filename"), options);
  if (listener !== undefined) watcher.on("change", listener as Listener);
  const signal = options.signal as Signal | undefined;
  if (signal !== undefined) {
    const onAbort = (): void => watcher.close();
    if (signal.aborted) nextTick(onAbort);
    else {
      const listening = addAbortListener(signal as never, onAbort as never);
      watcher.once("close", () => listening[Symbol.dispose]());
    }
  }
  return watcher;
}

/** `fs.promises.watch`: the changes as an async iterator. */
export async function* watchPromise(path: unknown, given: unknown = {}): AsyncGenerator<{ eventType: string; filename: unknown }> {
  const options = toOptions(given);
  const signal = options.signal as Signal | undefined;
  validateAbortSignal(signal, "options.signal");
  const aborted = (): AbortError => new AbortError(undefined, { cause: signal?.reason });
  if (signal?.aborted) throw aborted();
  const id = openWatch(toPath(path), options);
  const listening = signal === undefined ? undefined : addAbortListener(signal as never, (() => op_fs_watch_close(id)) as never);
  try {
    for (let change = await op_fs_watch_next(id); change !== null; change = await op_fs_watch_next(id)) {
      yield { eventType: change[0], filename: nameIn(options.encoding, change[1]) };
    }
    if (signal?.aborted) throw aborted();
  } finally {
    listening?.[Symbol.dispose]();
    op_fs_watch_close(id);
  }
}

// ---- watchFile ----

class StatWatcher extends EmitterBase {
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #path: Path;
  readonly #bigint: boolean;
  #previous: Uint8Array | undefined;
  #isFirst = true;

  constructor(path: Path, interval: number, persistent: boolean, bigint: boolean) {
    super();
    this.#path = path;
    this.#bigint = bigint;
    this.#timer = setInterval(() => this.#look(), interval);
    if (!persistent) this.#timer.unref();
    this.#look();
  }

  #stats(figures: Uint8Array | undefined): object {
    return figures === undefined ? emptyStats(this.#bigint) : statsOf(figures, this.#bigint);
  }

  #look(): void {
    call("stat", [this.#path, false, true], (error, value) => {
      if (this.#timer === undefined) return;
      const figures = error ? undefined : (value as Uint8Array | undefined);
      const before = this.#previous;
      this.#previous = figures;
      const isFirst = this.#isFirst;
      this.#isFirst = false;
      if (isFirst ? figures !== undefined : isSame(before, figures)) return;
      this.emit("change", this.#stats(figures), this.#stats(before));
    });
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    nextTick(() => void this.emit("stop"));
  }

  ref(): this {
    this.#timer?.ref();
    return this;
  }
  unref(): this {
    this.#timer?.unref();
    return this;
  }
}

/** Whether two looks saw the same file, its time of last access aside. */
function isSame(before: Uint8Array | undefined, after: Uint8Array | undefined): boolean {
  if (before === undefined || after === undefined) return before === after;
  const ATIME = [10, 11];
  const [a, b] = [before, after].map((bytes) => new Float64Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / 8));
  return a!.every((figure, i) => ATIME.includes(i) || figure === b![i]);
}

const watched: Map<string, StatWatcher> = new Map();

function keyOf(path: unknown): string {
  const checked = toPath(path, "filename");
  return resolve(typeof checked === "string" ? checked : Buffer.from(checked).toString());
}

export function watchFile(path: unknown, given: unknown, last?: unknown): StatWatcher {
  const key = keyOf(path);
  const listener = typeof given === "function" ? given : last;
  validateFunction(listener, "listener");
  const options = (typeof given === "object" && given !== null ? given : {}) as Options;
  const interval = options.interval ?? 5007;
  validateUint32(interval, "interval");
  let watcher = watched.get(key);
  if (watcher === undefined) {
    watcher = new StatWatcher(key, interval as number, options.persistent !== false, options.bigint === true);
    watched.set(key, watcher);
  }
  watcher.on("change", listener as Listener);
  return watcher;
}

export function unwatchFile(path: unknown, listener?: unknown): void {
  const key = keyOf(path);
  const watcher = watched.get(key);
  if (watcher === undefined) return;
  if (typeof listener === "function") watcher.removeListener("change", listener as Listener);
  else watcher.removeAllListeners("change");
  if (watcher.listenerCount("change") > 0) return;
  watcher.stop();
  watched.delete(key);
}
