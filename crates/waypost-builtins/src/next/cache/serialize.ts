// Values as text: what a cached function is given, which makes its key, and what it gives back. What can
// be written and what cannot is React's, because Next.js writes them with it.
// https://react.dev/reference/rsc/use-server#serializable-parameters-and-return-values
//
// A primitive is JSON or a string that begins with `$`. An object stands in a list of slots, and is referred to by
// its place there: so shared objects stay shared, and circles are none.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { Blob, blobBytes } from "waypost-internal:web/blob/blob";
import { File } from "waypost-internal:web/blob/file";
import { FormData, formDataList, isFormData } from "waypost-internal:web/formdata/formdata";
import { ReadableStream } from "waypost-internal:web/streams/streams";

type Token = string | number | boolean | null;
type Slot = [kind: string, ...parts: unknown[]];

/** Arguments as text, and what of them has no text: the function is given it as it was. */
export interface Written {
  text: string;
  references: unknown[];
}

/** Says of an error what the reader may know. */
export type ErrorWriter = (error: unknown) => { digest: string; message: string };
export type ErrorReader = (digest: string, message: string) => Error;

const VIEWS: { readonly [name: string]: new (buffer: ArrayBuffer) => ArrayBufferView } = {
  __proto__: null as never,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
};

const isIterable = (value: object): value is Iterable<unknown> =>
  typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === "function";
const isAsyncIterable = (value: object): value is AsyncIterable<unknown> =>
  typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === "function";

class Writer {
  readonly references: unknown[] = [];
  readonly #slots: (Slot | undefined)[] = [];
  readonly #seen = new Map<unknown, Token>();
  readonly #pending: Promise<void>[] = [];
  /** Absent for arguments: these may hold what cannot be written. */
  readonly #errors: ErrorWriter | undefined;

  constructor(errors?: ErrorWriter) {
    this.#errors = errors;
  }

  async finish(root: Token): Promise<string> {
    // A promise may hold further ones.
    for (let at = 0; at < this.#pending.length; at++) await this.#pending[at];
    return JSON.stringify([root, this.#slots]);
  }

  write(value: unknown): Token {
    switch (typeof value) {
      case "string":
        return value.startsWith("$") ? `$${value}` : value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0) ? value : `$N${Object.is(value, -0) ? "-0" : value}`;
      case "boolean":
        return value;
      case "bigint":
        return `$n${value}`;
      case "undefined":
        return "$u";
      case "symbol":
        return this.#symbol(value);
      case "function":
        return this.#other(value, "Functions cannot be passed directly to Client Components");
      default:
        return value === null ? null : this.#object(value as object);
    }
  }

  #symbol(value: symbol): Token {
    const key = Symbol.keyFor(value);
    if (this.#errors === undefined || key === undefined) {
      return this.#other(value, "Only global symbols received from Symbol.for(...) can be passed to Client Components.");
    }
    return `$S${key}`;
  }

  /** What cannot be written: an argument goes by reference, a result is an error. */
  #other(value: unknown, problem: string): Token {
    if (this.#errors !== undefined) throw new Error(problem);
    let token = this.#seen.get(value);
    if (token === undefined) {
      token = `$T${this.references.length}`;
      this.references.push(value);
      this.#seen.set(value, token);
    }
    return token;
  }

  #object(value: object): Token {
    const seen = this.#seen.get(value);
    if (seen !== undefined) return seen;
    if (value instanceof Date) return `$D${Number.isNaN(value.getTime()) ? "" : value.toISOString()}`;
    if (value instanceof Error && this.#errors !== undefined) {
      const { digest, message } = this.#errors(value);
      return this.#slot(value, () => ["e", digest, message]);
    }
    const slot = this.#container(value);
    return slot ?? this.#plain(value);
  }

  /** Takes a place first: what lies within may refer to it. */
  #slot(value: object, fill: () => Slot): Token {
    const at = this.#reserve(value);
    this.#slots[at] = fill();
    return `$#${at}`;
  }

  #reserve(value: object): number {
    const at = this.#slots.length;
    this.#slots.push(undefined);
    this.#seen.set(value, `$#${at}`);
    return at;
  }

  #later(value: object, fill: () => Promise<Slot>): Token {
    const at = this.#reserve(value);
    const done = fill().then((slot) => {
      this.#slots[at] = slot;
    });
    done.catch(() => {});
    this.#pending.push(done);
    return `$#${at}`;
  }

  #list(values: Iterable<unknown>): Token[] {
    return Array.from(values, (item) => this.write(item));
  }

  #container(value: object): Token | undefined {
    if (Array.isArray(value)) return this.#slot(value, () => ["a", ...this.#list(value)]);
    if (value instanceof Map) return this.#slot(value, () => ["m", ...this.#list([...value].flat())]);
    if (value instanceof Set) return this.#slot(value, () => ["s", ...this.#list(value)]);
    if (isFormData(value)) return this.#slot(value, () => ["f", ...this.#list(formDataList(value))]);
    if (value instanceof Blob) return this.#slot(value, () => blobSlot(value));
    if (value instanceof ArrayBuffer) return this.#slot(value, () => ["y", "ArrayBuffer", base64(new Uint8Array(value))]);
    if (ArrayBuffer.isView(value)) return this.#slot(value, () => viewSlot(value));
    if (value instanceof Promise) return this.#later(value, () => this.#promise(value));
    if (value instanceof ReadableStream) return this.#later(value, () => this.#stream("r", value as never));
    if (isIterable(value)) {
      const iterator = value[Symbol.iterator]();
      const kind = (iterator as unknown) === value ? "i" : "a";
      return this.#slot(value, () => [kind, ...this.#list({ [Symbol.iterator]: () => iterator })]);
    }
    if (isAsyncIterable(value)) return this.#later(value, () => this.#stream("g", value));
    return undefined;
  }

  async #promise(promise: Promise<unknown>): Promise<Slot> {
    try {
      return ["p", this.write(await promise)];
    } catch (error) {
      if (this.#errors === undefined) return ["q", "", String((error as Error)?.message)];
      const { digest, message } = this.#errors(error);
      return ["q", digest, message];
    }
  }

  async #stream(kind: string, source: AsyncIterable<unknown>): Promise<Slot> {
    const items: Token[] = [];
    const iterator = source[Symbol.asyncIterator]();
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) items.push(this.write(step.value));
    return [kind, ...items];
  }

  #plain(value: object): Token {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === "function") {
      if (this.#errors === undefined) return this.write((toJSON as () => unknown).call(value));
      return this.#other(value, "Only plain objects can be passed to Client Components from Server Components.");
    }
    const prototype: object | null = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && (prototype === null || Object.getPrototypeOf(prototype) !== null)) {
      return this.#other(
        value,
        "Only plain objects, and a few built-ins, can be passed to Client Components from Server Components. Classes or null prototypes are not supported.",
      );
    }
    return this.#slot(value, () => {
      const parts: Token[] = [];
      for (const key of Object.keys(value)) parts.push(key, this.write((value as Record<string, unknown>)[key]));
      return ["o", ...parts];
    });
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

function viewSlot(view: ArrayBufferView): Slot {
  const tag = Object.prototype.toString.call(view).slice(8, -1);
  return ["y", tag in VIEWS ? tag : "Uint8Array", base64(new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength))];
}

function blobSlot(blob: Blob): Slot {
  const name = blob instanceof File ? blob.name : null;
  return ["k", blob.type, name, base64(blobBytes(blob))];
}

class Reader {
  readonly #slots: Slot[];
  readonly #made: unknown[] = [];
  readonly #references: unknown[];
  readonly #errors: ErrorReader;

  constructor(slots: Slot[], references: unknown[], errors: ErrorReader) {
    this.#slots = slots;
    this.#references = references;
    this.#errors = errors;
  }

  read(token: unknown): unknown {
    if (typeof token !== "string" || !token.startsWith("$")) return token;
    const rest = token.slice(2);
    switch (token[1]) {
      case "$":
        return token.slice(1);
      case "N":
        return Number(rest);
      case "n":
        return BigInt(rest);
      case "u":
        return undefined;
      case "S":
        return Symbol.for(rest);
      case "D":
        return new Date(rest === "" ? Number.NaN : rest);
      case "T":
        return this.#references[Number(rest)];
      default:
        return this.#at(Number(rest));
    }
  }

  #at(place: number): unknown {
    if (place in this.#made) return this.#made[place];
    const [kind, ...parts] = this.#slots[place] as Slot;
    const value = this.#empty(kind, parts);
    this.#made[place] = value;
    this.#fill(kind, value, parts);
    return value;
  }

  /** What needs nothing of others, and containers before they are filled. */
  #empty(kind: string, parts: unknown[]): unknown {
    switch (kind) {
      case "a":
        return [];
      case "m":
        return new Map();
      case "s":
        return new Set();
      case "f":
        return new FormData();
      case "o":
        return {};
      case "e":
        return this.#errors(parts[0] as string, parts[1] as string);
      case "y":
        return bytesOf(parts[0] as string, parts[1] as string);
      case "k":
        return blobOf(parts as [string, string | null, string]);
      case "q": {
        const rejected = Promise.reject(this.#errors(parts[0] as string, parts[1] as string));
        rejected.catch(() => {});
        return rejected;
      }
      case "p":
        return Promise.resolve().then(() => this.read(parts[0]));
      case "r":
        return streamOf(parts.map((part) => this.read(part)));
      case "g":
        return generatorOf(parts.map((part) => this.read(part)));
      default:
        return parts.map((part) => this.read(part))[Symbol.iterator]();
    }
  }

  #fill(kind: string, value: unknown, parts: unknown[]): void {
    switch (kind) {
      case "a":
        for (const part of parts) (value as unknown[]).push(this.read(part));
        return;
      case "s":
        for (const part of parts) (value as Set<unknown>).add(this.read(part));
        return;
      case "m":
        for (let i = 0; i < parts.length; i += 2) (value as Map<unknown, unknown>).set(this.read(parts[i]), this.read(parts[i + 1]));
        return;
      case "f":
        for (let i = 0; i < parts.length; i += 2) (value as FormData).append(this.read(parts[i]) as string, this.read(parts[i + 1]) as string);
        return;
      case "o":
        for (let i = 0; i < parts.length; i += 2) this.#property(value as object, parts[i] as string, this.read(parts[i + 1]));
    }
  }

  /** React's reader leaves out what is undefined. */
  #property(target: object, name: string, value: unknown): void {
    if (value === undefined) return;
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  }
}

function bytesOf(name: string, text: string): unknown {
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  const view = VIEWS[name];
  return view === undefined ? bytes.buffer : new view(bytes.buffer);
}

function blobOf([type, name, text]: [string, string | null, string]): Blob {
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  return name === null ? new Blob([bytes], { type }) : new File([bytes], name, { type });
}

function streamOf(items: unknown[]): ReadableStream {
  return new ReadableStream({
    start(controller: ReadableStreamDefaultController<unknown>): void {
      for (const item of items) controller.enqueue(item);
      controller.close();
    },
  } as never);
}

/** It can be read more than once, as React's. */
function generatorOf(items: unknown[]): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator](): AsyncIterator<unknown> {
      let at = 0;
      return {
        next: async (): Promise<IteratorResult<unknown>> =>
          at < items.length ? { value: items[at++], done: false } : { value: undefined, done: true },
      };
    },
  };
}

export async function writeArguments(values: unknown[]): Promise<Written> {
  const writer = new Writer();
  const root = writer.write(values);
  return { text: await writer.finish(root), references: writer.references };
}

export function readArguments({ text, references }: Written): unknown[] {
  return readAll(text, references, (_, message) => new Error(message)) as unknown[];
}

/** Rejects for what cannot be written. */
export async function writeResult(value: unknown, errors: ErrorWriter): Promise<string> {
  const writer = new Writer(errors);
  const root = writer.write(value);
  return writer.finish(root);
}

export function readResult(text: string, errors: ErrorReader): unknown {
  return readAll(text, [], errors);
}

function readAll(text: string, references: unknown[], errors: ErrorReader): unknown {
  const [root, slots] = JSON.parse(text) as [unknown, Slot[]];
  return new Reader(slots, references, errors).read(root);
}
