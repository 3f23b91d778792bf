// fs.Dir: a directory that is read entry by entry. The listing is taken when it is opened.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateBoolean, validateFunction, validateUint32 } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { call, later, now, type Argument, type Callback } from "waypost-internal:node/fs/call";
import { toCallback, toOptions, toPath, type Options } from "waypost-internal:node/fs/check";
import { closedHandle, entriesOf, type Dirent } from "waypost-internal:node/fs/stats";

export class Dir {
  readonly #path: string;
  readonly #entries: Dirent[];
  #next = 0;
  #isClosed = false;

  constructor(path: unknown, listing: unknown, options: Options) {
    if (!(listing instanceof Uint8Array)) throw new codes.ERR_MISSING_ARGS!("handle");
    this.#path = String(path);
    this.#entries = entriesOf(listing, this.#path, { ...options, withFileTypes: true }) as Dirent[];
  }

  get path(): string {
    return this.#path;
  }

  #take(): Dirent | null {
    if (this.#isClosed) throw closedHandle();
    return this.#entries[this.#next++] ?? null;
  }

  readSync(): Dirent | null {
    return this.#take();
  }

  read(callback?: unknown): Promise<Dirent | null> | void {
    if (callback === undefined) return (async () => this.#take())();
    validateFunction(callback, "callback");
    if (this.#isClosed) throw closedHandle();
    nextTick(callback as never, null, this.#take());
    return undefined;
  }

  closeSync(): void {
    if (this.#isClosed) throw closedHandle();
    this.#isClosed = true;
  }

  close(callback?: unknown): Promise<void> | void {
    if (callback === undefined) return (async () => this.closeSync())();
    validateFunction(callback, "callback");
    if (this.#isClosed) {
      nextTick(callback as never, closedHandle());
      return undefined;
    }
    this.#isClosed = true;
    nextTick(callback as never, null);
    return undefined;
  }

  async *entries(): AsyncGenerator<Dirent> {
    try {
      for (let entry = this.#take(); entry !== null; entry = this.#take()) yield entry;
    } finally {
      if (!this.#isClosed) this.#isClosed = true;
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Dirent> {
    return this.entries();
  }

  [Symbol.dispose](): void {
    this.#isClosed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
  }
}

function prepared(path: unknown, options: Options): Argument[] {
  const checked = toPath(path);
  if (options.bufferSize !== undefined) validateUint32(options.bufferSize, "options.bufferSize", true);
  if (options.recursive !== undefined) validateBoolean(options.recursive, "options.recursive");
  return [checked, options.recursive === true, true];
}

export function opendirSync(path: unknown, given?: unknown): Dir {
  const options = toOptions(given);
  return new Dir(toPath(path), now("readdir", ...prepared(path, options)), options);
}

export function opendir(path: unknown, given?: unknown, last?: unknown): void {
  const callback: Callback = toCallback(typeof given === "function" ? given : last, "callback");
  const options = toOptions(given);
  call("readdir", prepared(path, options), (error, listing) =>
    error ? callback(error) : callback(null, new Dir(toPath(path), listing, options)),
  );
}

export async function opendirPromise(path: unknown, given?: unknown): Promise<Dir> {
  const options = toOptions(given);
  return new Dir(toPath(path), await later("readdir", ...prepared(path, options)), options);
}
