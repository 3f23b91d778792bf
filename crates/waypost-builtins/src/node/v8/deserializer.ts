// Reads what `Serializer` and Node write. What is cut off or malformed is an error, whatever it says of its lengths.

import { codes } from "waypost-internal:internal/errors/errors";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { BUFFER_VIEW, ERROR_TAGS, VERSION, VIEWS } from "waypost-internal:node/v8/serializer";

type Loose = Record<PropertyKey, unknown>;

const ERROR_CLASSES: Record<string, ErrorConstructor> = { EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError } as never;
const FLAGS: [number, string][] = [[1, "g"], [2, "i"], [4, "m"], [8, "y"], [16, "u"], [32, "s"], [128, "d"], [256, "v"]];

function malformed(): Error {
  return new Error("Unable to deserialize cloned data.");
}

export class Deserializer {
  readonly buffer: Buffer;
  #at = 0;
  #version = 0;
  readonly #objects: unknown[] = [];

  constructor(source: unknown) {
    if (!ArrayBuffer.isView(source)) throw new codes.ERR_INVALID_ARG_TYPE!("buffer", ["Buffer", "TypedArray", "DataView"], source);
    this.buffer = Buffer.from(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
  }

  #take(count: number): Buffer {
    if (count > this.buffer.length - this.#at) throw malformed();
    this.#at += count;
    return this.buffer.subarray(this.#at - count, this.#at) as Buffer;
  }

  #byte(): number {
    const byte = this.buffer[this.#at++];
    if (byte === undefined) throw malformed();
    return byte;
  }

  /** The next tag; padding is passed over. */
  #tag(): string {
    let byte = this.#byte();
    while (byte === 0) byte = this.#byte();
    return String.fromCharCode(byte);
  }

  #peek(): string {
    const before = this.#at;
    const tag = this.#tag();
    this.#at = before;
    return tag;
  }

  readHeader(): boolean {
    if (this.#byte() !== 0xff) throw malformed();
    this.#version = this.readUint32();
    if (this.#version > VERSION) throw new Error("Unable to deserialize cloned data due to invalid or unsupported version.");
    return true;
  }

  getWireFormatVersion(): number {
    return this.#version;
  }

  readUint32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  readUint64(): [number, number] {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      if (shift < 64n) value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return [Number((value >> 32n) & 0xffffffffn), Number(value & 0xffffffffn)];
    }
  }

  readDouble(): number {
    return this.#take(8).readDoubleLE(0);
  }

  readRawBytes(length: number): Buffer {
    return this.#take(length);
  }

  #string(): string {
    const tag = this.#tag();
    const length = this.readUint32();
    if (tag === '"') return this.#take(length).toString("latin1");
    if (tag === "c") return this.#take(length).toString("utf16le");
    if (tag === "S") return this.#take(length).toString("utf8");
    throw malformed();
  }

  #bigint(): bigint {
    const bits = this.readUint32();
    const bytes = this.#take(bits >> 1);
    let value = 0n;
    for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
    return (bits & 1) !== 0 ? -value : value;
  }

  readValue(): unknown {
    const tag = this.#tag();
    switch (tag) {
      case "_":
        return undefined;
      case "0":
        return null;
      case "T":
        return true;
      case "F":
        return false;
      case "I": {
        const zigzag = this.readUint32();
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
      case "U":
        return this.readUint32();
      case "N":
        return this.readDouble();
      case "Z":
        return this.#bigint();
      case '"':
      case "c":
      case "S":
        this.#at--;
        return this.#string();
      case "^": {
        const id = this.readUint32();
        if (id >= this.#objects.length) throw malformed();
        return this.#objects[id];
      }
      default:
        return this.#object(tag);
    }
  }

  #remember<T>(value: T): T {
    this.#objects.push(value);
    return value;
  }

  #object(tag: string): unknown {
    switch (tag) {
      case "o":
        return this.#properties(this.#remember({}), "{");
      case "A":
        return this.#dense();
      case "a":
        return this.#sparse();
      case "D":
        return this.#remember(new Date(this.readDouble()));
      case "y":
      case "x":
        return this.#remember(Object(tag === "y") as object);
      case "n":
        return this.#remember(Object(this.readDouble()) as object);
      case "z":
        return this.#remember(Object(this.#bigint()) as object);
      case "s":
        return this.#remember(Object(this.#string()) as object);
      case "R": {
        const source = this.#string();
        const bits = this.readUint32();
        return this.#remember(new RegExp(source, FLAGS.filter(([bit]) => (bits & bit) !== 0).map(([, flag]) => flag).join("")));
      }
      case ";":
        return this.#map();
      case "'":
        return this.#set();
      case "B":
        return this.#arrayBuffer();
      case "r":
        return this.#error();
      case "\\":
        return this.#hostObject();
      default:
        throw malformed();
    }
  }

  #properties(target: object, end: string): object {
    let count = 0;
    for (; this.#peek() !== end; count++) {
      const key = this.readValue() as PropertyKey;
      if (typeof key !== "string" && typeof key !== "number") throw malformed();
      const value = this.readValue();
      Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
    }
    this.#tag();
    if (this.readUint32() !== count) throw malformed();
    return target;
  }

  #dense(): unknown[] {
    const length = this.readUint32();
    // Each element takes a byte at least.
    if (length > this.buffer.length - this.#at) throw malformed();
    const list = this.#remember(new Array<unknown>(length));
    for (let i = 0; i < length; i++) {
      if (this.#peek() === "-") this.#tag();
      else list[i] = this.readValue();
    }
    this.#properties(list, "$");
    this.readUint32();
    return list;
  }

  #sparse(): unknown[] {
    const list = this.#remember(new Array<unknown>(this.readUint32()));
    this.#properties(list, "@");
    this.readUint32();
    return list;
  }

  #map(): Map<unknown, unknown> {
    const map = this.#remember(new Map<unknown, unknown>());
    while (this.#peek() !== ":") map.set(this.readValue(), this.readValue());
    this.#tag();
    this.readUint32();
    return map;
  }

  #set(): Set<unknown> {
    const set = this.#remember(new Set<unknown>());
    while (this.#peek() !== ",") set.add(this.readValue());
    this.#tag();
    this.readUint32();
    return set;
  }

  #arrayBuffer(): unknown {
    const bytes = this.#take(this.readUint32());
    const memory = new Uint8Array(bytes).buffer;
    this.#remember(memory);
    if (this.#at >= this.buffer.length || this.#peek() !== "V") return memory;
    this.#tag();
    return this.#remember(this.#viewOf(memory));
  }

  #viewOf(memory: ArrayBuffer): object {
    const TAGS = "bBCwWdDfF?";
    const tag = this.#tag();
    const [offset, length] = [this.readUint32(), this.readUint32()];
    if (this.#version >= 14) this.readUint32();
    const index = tag === "q" ? 11 : tag === "Q" ? 12 : tag === "h" ? 13 : TAGS.indexOf(tag);
    return viewAt(index, memory, offset, length);
  }

  #error(): Error {
    const id = this.#objects.push(undefined) - 1;
    let [make, message, stack]: [ErrorConstructor, string | undefined, string | undefined] = [Error, undefined, undefined];
    let cause: { value: unknown } | undefined;
    for (let tag = this.#tag(); tag !== "."; tag = this.#tag()) {
      if (tag === "m") message = this.#string();
      else if (tag === "s") stack = this.#string();
      else if (tag === "c") cause = { value: this.readValue() };
      else {
        const name = Object.keys(ERROR_TAGS).find((one) => ERROR_TAGS[one] === tag);
        if (name === undefined) throw malformed();
        make = ERROR_CLASSES[name]!;
      }
    }
    const error = new make(message);
    if (stack !== undefined) Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true });
    if (cause !== undefined) Object.defineProperty(error, "cause", { value: cause.value, writable: true, configurable: true });
    this.#objects[id] = error;
    return error;
  }

  #hostObject(): unknown {
    const id = this.#objects.push(undefined) - 1;
    return (this.#objects[id] = this._readHostObject());
  }

  /** Views, as Node's own serializer writes them. */
  _readHostObject(): unknown {
    const index = this.readUint32();
    const bytes = this.#take(this.readUint32());
    if (index === BUFFER_VIEW) return Buffer.from(bytes);
    return viewAt(index, new Uint8Array(bytes).buffer, 0, bytes.length);
  }

  transferArrayBuffer(): void {}
}

function viewAt(index: number, memory: ArrayBuffer, offset: number, length: number): object {
  const make = VIEWS[index] as (new (memory: ArrayBuffer, offset: number, length: number) => object) | undefined;
  if (make === undefined) throw malformed();
  const size = (make as unknown as Loose).BYTES_PER_ELEMENT ?? 1;
  if (length % (size as number) !== 0 || offset + length > memory.byteLength) throw malformed();
  return new make(memory, offset, length / (size as number));
}
