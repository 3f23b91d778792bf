// Values in V8's serialisation format, version 15: what Node writes, Node and we read.
//
// A value is a tag and what belongs to it; objects are numbered as they are met, and met again named by number.

import { kindOf } from "waypost-internal:node/util/types";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { inspect } from "waypost-internal:node/util/inspect";

export const VERSION = 15;
/** The kinds of view, by the number that Node's format gives them. */
export const VIEWS: readonly (Function | undefined)[] = [
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, DataView,
  undefined, BigInt64Array, BigUint64Array, (globalThis as { Float16Array?: Function }).Float16Array,
];
export const BUFFER_VIEW = 10;
export const ERROR_TAGS: Record<string, string> = {
  EvalError: "E", RangeError: "R", ReferenceError: "F", SyntaxError: "S", TypeError: "T", URIError: "U",
};
const REGEXP_BITS: Record<string, number> = { g: 1, i: 2, m: 4, y: 8, u: 16, s: 32, l: 64, d: 128, v: 256 };

export class Serializer {
  #bytes: Uint8Array = new Uint8Array(256);
  #length = 0;
  readonly #known = new Map<object, number>();

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  #tag(tag: string): void {
    this.#byte(tag.charCodeAt(0));
  }

  writeHeader(): void {
    this.#byte(0xff);
    this.#byte(VERSION);
  }

  /** Seven bits a byte, the lowest first. */
  writeUint32(value: number): void {
    let rest = value >>> 0;
    for (; rest >= 0x80; rest >>>= 7) this.#byte((rest & 0x7f) | 0x80);
    this.#byte(rest);
  }

  writeUint64(high: number, low: number): void {
    let rest = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    for (; rest >= 0x80n; rest >>= 7n) this.#byte(Number(rest & 0x7fn) | 0x80);
    this.#byte(Number(rest));
  }

  writeDouble(value: number): void {
    this.writeRawBytes(new Uint8Array(new Float64Array([value]).buffer));
  }

  writeRawBytes(source: ArrayBufferView | ArrayBuffer): void {
    const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  releaseBuffer(): Buffer {
    return Buffer.from(this.#bytes.buffer as ArrayBuffer, 0, this.#length);
  }

  /** What a value that cannot be written is called by; subclasses replace it. */
  _getDataCloneError(message: string): Error {
    return new Error(message);
  }

  #refuse(value: unknown): never {
    throw this._getDataCloneError(`${typeof value === "object" ? `#<${(value as object).constructor?.name ?? "Object"}>` : inspect(value)} could not be cloned.`);
  }

  writeValue(value: unknown): boolean {
    switch (typeof value) {
      case "undefined":
        this.#tag("_");
        return true;
      case "boolean":
        this.#tag(value ? "T" : "F");
        return true;
      case "number":
        this.#number(value);
        return true;
      case "bigint":
        this.#tag("Z");
        this.#bigint(value);
        return true;
      case "string":
        this.#string(value);
        return true;
      case "object":
        if (value === null) this.#tag("0");
        else this.#object(value);
        return true;
      default:
        return this.#refuse(value);
    }
  }

  #number(value: number): void {
    if (Number.isInteger(value) && !Object.is(value, -0) && value >= -(2 ** 31) && value < 2 ** 31) {
      this.#tag("I");
      this.writeUint32((value << 1) ^ (value >> 31));
      return;
    }
    this.#tag("N");
    this.writeDouble(value);
  }

  #bigint(value: bigint): void {
    let rest = value < 0n ? -value : value;
    const words: bigint[] = [];
    for (; rest > 0n; rest >>= 64n) words.push(BigInt.asUintN(64, rest));
    this.writeUint32((value < 0n ? 1 : 0) | (words.length << 4));
    this.writeRawBytes(new BigUint64Array(words));
  }

  #string(value: string): void {
    let isOneByte = true;
    for (let i = 0; i < value.length && isOneByte; i++) isOneByte = value.charCodeAt(i) < 256;
    if (isOneByte) {
      this.#tag('"');
      this.writeUint32(value.length);
      this.writeRawBytes(Buffer.from(value, "latin1"));
      return;
    }
    const bytes = Buffer.from(value, "utf16le");
    // Two-byte units lie at even places.
    const lengthBytes = bytes.length < 0x80 ? 1 : bytes.length < 0x4000 ? 2 : bytes.length < 0x200000 ? 3 : bytes.length < 0x10000000 ? 4 : 5;
    if ((this.#length + 1 + lengthBytes) % 2 !== 0) this.#byte(0);
    this.#tag("c");
    this.writeUint32(bytes.length);
    this.writeRawBytes(bytes);
  }

  #object(value: object): void {
    const known = this.#known.get(value);
    if (known !== undefined) {
      this.#tag("^");
      this.writeUint32(known);
      return;
    }
    this.#known.set(value, this.#known.size);
    if (Array.isArray(value)) this.#array(value);
    else if (ArrayBuffer.isView(value)) {
      this.#tag("\\");
      this._writeHostObject(value);
    } else this.#kind(value);
  }

  #kind(value: object): void {
    switch (kindOf(value)) {
      case "date":
        this.#tag("D");
        return this.writeDouble((value as Date).getTime());
      case "regexp": {
        this.#tag("R");
        const { source, flags } = value as RegExp;
        this.#string(source);
        return this.writeUint32([...flags].reduce((bits, flag) => bits | (REGEXP_BITS[flag] ?? 0), 0));
      }
      case "map":
        this.#tag(";");
        for (const pair of value as Map<unknown, unknown>) for (const item of pair) this.writeValue(item);
        this.#tag(":");
        return this.writeUint32((value as Map<unknown, unknown>).size * 2);
      case "set":
        this.#tag("'");
        for (const item of value as Set<unknown>) this.writeValue(item);
        this.#tag(",");
        return this.writeUint32((value as Set<unknown>).size);
      case "arrayBuffer":
        this.#tag("B");
        this.writeUint32((value as ArrayBuffer).byteLength);
        return this.writeRawBytes(value as ArrayBuffer);
      case "error":
        return this.#error(value as Error);
      case "boxed":
        return this.#boxed((value as { valueOf(): unknown }).valueOf());
      case "object":
      case "arguments":
        this.#tag("o");
        this.#properties(value, "{", Object.keys(value));
        return undefined;
      default:
        return this.#refuse(value);
    }
  }

  #properties(value: object, end: string, keys: string[]): void {
    let count = 0;
    for (const key of keys) {
      if (!Object.hasOwn(value, key)) continue;
      const index = Number(key);
      if (String(index >>> 0) === key) this.#number(index);
      else this.#string(key);
      this.writeValue((value as Record<string, unknown>)[key]);
      count++;
    }
    this.#tag(end);
    this.writeUint32(count);
  }

  #array(value: unknown[]): void {
    const { length } = value;
    const keys = Object.keys(value);
    const isDense = keys.length >= length && Object.hasOwn(value, 0) === length > 0;
    this.#tag(isDense ? "A" : "a");
    this.writeUint32(length);
    if (isDense) for (let i = 0; i < length; i++) this.writeValue(value[i]);
    this.#properties(value, isDense ? "$" : "@", isDense ? keys.slice(length) : keys);
    this.writeUint32(length);
  }

  #error(value: Error): void {
    this.#tag("r");
    const tag = ERROR_TAGS[value.name];
    if (tag !== undefined) this.#tag(tag);
    const message = Object.getOwnPropertyDescriptor(value, "message");
    if (message !== undefined) {
      this.#tag("m");
      this.#string(String(value.message));
    }
    if (Object.hasOwn(value, "cause")) {
      this.#tag("c");
      this.writeValue(value.cause);
    }
    if (typeof value.stack === "string") {
      this.#tag("s");
      this.#string(value.stack);
    }
    this.#tag(".");
  }

  #boxed(value: unknown): void {
    if (typeof value === "boolean") return this.#tag(value ? "y" : "x");
    if (typeof value === "number") {
      this.#tag("n");
      return this.writeDouble(value);
    }
    if (typeof value === "bigint") {
      this.#tag("z");
      return this.#bigint(value);
    }
    if (typeof value !== "string") return this.#refuse(value);
    this.#tag("s");
    return this.#string(value);
  }

  /** Views, as Node's own serializer writes them. */
  _writeHostObject(view: object): void {
    const isBuffer = view instanceof Buffer;
    const index = isBuffer ? BUFFER_VIEW : VIEWS.findIndex((one) => one !== undefined && view instanceof one);
    if (index < 0) this.#refuse(view);
    const { byteLength } = view as ArrayBufferView;
    this.writeUint32(index);
    this.writeUint32(byteLength);
    this.writeRawBytes(view as ArrayBufferView);
  }

  transferArrayBuffer(): void {}
  _setTreatArrayBufferViewsAsHostObjects(): void {}
}
