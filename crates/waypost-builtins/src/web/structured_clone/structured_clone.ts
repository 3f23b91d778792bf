// structuredClone: https://html.spec.whatwg.org/#dom-structuredclone
//
// Serialising and deserialising in one pass: within one realm nothing can tell the difference. Plain
// objects and arrays, the usual content, are told by their prototype; the kinds of all others are
// asked of their internal slots. A proxy of a plain object clones as the plain object it shows.

import { isPlatformObject, requireArguments, toDictionary } from "waypost-internal:internal/web_interface/web_interface";
import { isArrayBuffer, isObject, isSharedArrayBuffer, sequence } from "waypost-internal:internal/webidl/webidl";
import { kindOf, typedArrayName } from "waypost-internal:node/util/types";
import { blobOf, blobSegments, isBlob } from "waypost-internal:web/blob/blob";
import { fileOf, isFile } from "waypost-internal:web/blob/file";
import { isCryptoKey, keyParts, makeKey } from "waypost-internal:web/crypto/crypto_key";
import { DOMException, isDOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { QuotaExceededError } from "waypost-internal:web/dom_exception/quota_exceeded_error";
import { isDetachedPort, isMessagePort, movePort, type MessagePort } from "waypost-internal:web/messaging/message_port";

/** Each object met so far with its clone: keeps identities and ends cycles. */
type Memory = Map<object, object>;

const VIEWS: ReadonlyMap<string, Function> = new Map(
  [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    Float16Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array,
  ].map((constructor): [string, Function] => [constructor.name, constructor]),
);

const ERRORS: ReadonlyMap<unknown, ErrorConstructor> = new Map<unknown, ErrorConstructor>([
  ["EvalError", EvalError],
  ["RangeError", RangeError],
  ["ReferenceError", ReferenceError],
  ["SyntaxError", SyntaxError],
  ["TypeError", TypeError],
  ["URIError", URIError],
]);

export interface StructuredSerializeOptions {
  transfer?: Iterable<object>;
}

export function structuredClone<T>(value: T, options: StructuredSerializeOptions | undefined = undefined): T {
  requireArguments(arguments.length, 1, "structuredClone");
  const init = toDictionary(options, 'The "options" argument');
  const memory: Memory = new Map();
  if (init?.transfer === undefined) return clone(value, memory) as T;
  const transfer = sequence(init.transfer, toTransferable, "The transfer option");
  const buffers = transfer.filter((item) => isArrayBuffer(item));
  const receivers = buffers.map((buffer) => receiver(buffer, memory));
  // A port is moved at once: its place in the value is taken by the port that stands for it.
  for (const item of transfer) if (!isArrayBuffer(item)) memory.set(item, movedPort(item, memory));
  const result = clone(value, memory) as T;
  // Only now that nothing can fail any more do the originals give up their memory.
  buffers.forEach((buffer, index) => move(buffer, receivers[index]!));
  return result;
}

function movedPort(port: MessagePort, memory: Memory): MessagePort {
  if (memory.has(port) || isDetachedPort(port)) throw notCloneable("MessagePort in transfer list is already detached");
  return movePort(port);
}

function toTransferable(item: unknown): ArrayBuffer | MessagePort {
  if (isArrayBuffer(item) || isMessagePort(item)) return item;
  if (!isObject(item)) throw new TypeError("Value not transferable");
  throw notCloneable("Found invalid object in transferList");
}

/** An empty buffer of the same size, known as the clone of the one it stands for. */
function receiver(buffer: ArrayBuffer, memory: Memory): ArrayBuffer {
  if (memory.has(buffer)) throw notCloneable("ArrayBuffer occurs in the transfer list more than once");
  if (buffer.detached) throw notCloneable("An ArrayBuffer is detached and could not be cloned.");
  const made = emptyBuffer(buffer);
  memory.set(buffer, made);
  return made;
}

function emptyBuffer(like: ArrayBuffer): ArrayBuffer {
  if (!like.resizable) return new ArrayBuffer(like.byteLength);
  return new ArrayBuffer(like.byteLength, { maxByteLength: like.maxByteLength });
}

function move(from: ArrayBuffer, to: ArrayBuffer): void {
  if (from.detached) throw notCloneable("An ArrayBuffer is detached and could not be cloned.");
  new Uint8Array(to).set(new Uint8Array(from, 0, Math.min(from.byteLength, to.byteLength)));
  try {
    from.transfer(0);
  } catch {
    throw notCloneable("An ArrayBuffer could not be detached.");
  }
}

function notCloneable(message: string): DOMException {
  return new DOMException(message, "DataCloneError");
}

function refuse(value: object): never {
  const name = (value.constructor as { name?: unknown } | undefined)?.name;
  throw notCloneable(`#<${typeof name === "string" && name !== "" ? name : "Object"}> could not be cloned.`);
}

// https://html.spec.whatwg.org/#structuredserializeinternal
function clone(value: unknown, memory: Memory): unknown {
  if (typeof value !== "object") {
    if (typeof value === "symbol" || typeof value === "function") {
      throw notCloneable(`${String(value)} could not be cloned.`);
    }
    return value;
  }
  if (value === null) return null;
  const known = memory.get(value);
  if (known !== undefined) return known;
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (Array.isArray(value)) return cloneArray(value, memory);
  if ((prototype === Object.prototype || prototype === null) && !(Symbol.toStringTag in value)) {
    return cloneProperties(value, {}, memory);
  }
  return cloneOther(value, memory);
}

function cloneProperties(value: object, made: object, memory: Memory): object {
  memory.set(value, made);
  for (const key of Object.keys(value)) {
    // A getter may have removed what was listed.
    if (!Object.hasOwn(value, key)) continue;
    const item = clone((value as Record<string, unknown>)[key], memory);
    if (key === "__proto__") {
      Object.defineProperty(made, key, { value: item, writable: true, enumerable: true, configurable: true });
    } else (made as Record<string, unknown>)[key] = item;
  }
  return made;
}

function cloneArray(value: unknown[], memory: Memory): unknown[] {
  const made = new Array<unknown>(value.length);
  cloneProperties(value, made, memory);
  return made;
}

function cloneOther(value: object, memory: Memory): object {
  if (isPlatformObject(value)) return remember(value, clonePlatformObject(value), memory);
  switch (kindOf(value)) {
    case "object":
    case "arguments":
      return cloneProperties(value, {}, memory);
    case "map":
      return cloneMap(value as Map<unknown, unknown>, memory);
    case "set":
      return cloneSet(value as Set<unknown>, memory);
    case "error":
      return cloneError(value as Error, memory);
    case "typedArray":
    case "dataView":
      return cloneView(value as ArrayBufferView, memory);
    case "arrayBuffer":
      return remember(value, isSharedArrayBuffer(value) ? value : copyBuffer(value as ArrayBuffer), memory);
    case "date":
      return remember(value, new Date(Date.prototype.getTime.call(value)), memory);
    case "regexp":
      return remember(value, new RegExp((value as RegExp).source, (value as RegExp).flags), memory);
    case "boxed":
      return remember(value, cloneBoxed(value), memory);
    default:
      return refuse(value);
  }
}

function remember(value: object, made: object, memory: Memory): object {
  memory.set(value, made);
  return made;
}

function copyBuffer(buffer: ArrayBuffer): ArrayBuffer {
  if (buffer.detached) throw notCloneable("An ArrayBuffer is detached and could not be cloned.");
  const made = emptyBuffer(buffer);
  new Uint8Array(made).set(new Uint8Array(buffer));
  return made;
}

// https://html.spec.whatwg.org/#serializable-objects
function clonePlatformObject(value: object): object {
  if (isFile(value)) return fileOf(blobSegments(value), value.name, value.type, value.lastModified);
  if (isBlob(value)) return blobOf(blobSegments(value), value.type);
  if (isCryptoKey(value)) return makeKey(keyParts(value));
  if (!isDOMException(value)) return refuse(value);
  const made = value instanceof QuotaExceededError ? cloneQuota(value) : new DOMException(value.message, value.name);
  Object.defineProperty(made, "stack", { value: value.stack, writable: true, configurable: true });
  return made;
}

function cloneQuota({ message, quota, requested }: QuotaExceededError): QuotaExceededError {
  return new QuotaExceededError(message, { quota: quota ?? undefined, requested: requested ?? undefined });
}

function cloneBoxed(value: object): object {
  const primitive = (value as { valueOf(): unknown }).valueOf();
  if (typeof primitive === "symbol") throw notCloneable("#<Symbol> could not be cloned.");
  return Object(primitive) as object;
}

function cloneMap(value: Map<unknown, unknown>, memory: Memory): Map<unknown, unknown> {
  const made = new Map<unknown, unknown>();
  memory.set(value, made);
  const entries: [unknown, unknown][] = [];
  Map.prototype.forEach.call(value, (item, key) => entries.push([key, item]));
  for (const [key, item] of entries) made.set(clone(key, memory), clone(item, memory));
  return made;
}

function cloneSet(value: Set<unknown>, memory: Memory): Set<unknown> {
  const made = new Set<unknown>();
  memory.set(value, made);
  const items: unknown[] = [];
  Set.prototype.forEach.call(value, (item) => items.push(item));
  for (const item of items) made.add(clone(item, memory));
  return made;
}

function cloneError(value: Error, memory: Memory): Error {
  const made = new (ERRORS.get(value.name) ?? Error)();
  memory.set(value, made);
  const message = Object.getOwnPropertyDescriptor(value, "message");
  if (message !== undefined && "value" in message) hide(made, "message", String(message.value));
  const { stack } = value;
  if (typeof stack === "string") hide(made, "stack", stack);
  if (Object.hasOwn(value, "cause")) hide(made, "cause", clone(value.cause, memory));
  return made;
}

function hide(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, writable: true, enumerable: false, configurable: true });
}

function cloneView(value: ArrayBufferView, memory: Memory): ArrayBufferView {
  const source = value.buffer as ArrayBuffer;
  if (source.detached) throw notCloneable("An ArrayBuffer is detached and could not be cloned.");
  const buffer = clone(source, memory) as ArrayBuffer;
  const name = typedArrayName(value);
  const constructor = (name === undefined ? DataView : VIEWS.get(name)) as Uint8ArrayConstructor;
  const { byteOffset, byteLength } = value;
  // A view that reaches the end of a buffer that can grow is taken to grow with it.
  const tracks = source.resizable && byteOffset + byteLength === source.byteLength;
  const length = name === undefined ? byteLength : (value as Uint8Array).length;
  const made = tracks ? new constructor(buffer, byteOffset) : new constructor(buffer, byteOffset, length);
  memory.set(value, made);
  return made;
}
