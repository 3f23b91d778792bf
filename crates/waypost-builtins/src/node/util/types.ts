// node:util/types: what an object *is*, by its internal slots, whatever its prototype says.
//
// ECMAScript has no question for most slots, but a getter or method that throws on the wrong kind of
// object; those are captured here. Promises and proxies are asked of the engine.

import { isShared } from "waypost-internal:web/shared_array_buffer/shared_array_buffer";
import { op_util_is_promise, op_util_proxy_target } from "waypost-native:node/util";

type Probe = (this: unknown) => unknown;

function getterOf(prototype: object, key: PropertyKey): Probe {
  return Object.getOwnPropertyDescriptor(prototype, key)!.get as Probe;
}

const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const typedArrayTag = getterOf(TypedArrayPrototype, Symbol.toStringTag);
const mapSize = getterOf(Map.prototype, "size");
const setSize = getterOf(Set.prototype, "size");
const bufferLength = getterOf(ArrayBuffer.prototype, "byteLength");
const dateValue = Date.prototype.valueOf as Probe;
const regExpSource = getterOf(RegExp.prototype, "source");
const numberValue = Number.prototype.valueOf as Probe;
const stringValue = String.prototype.valueOf as Probe;
const booleanValue = Boolean.prototype.valueOf as Probe;
const bigintValue = BigInt.prototype.valueOf as Probe;
const symbolValue = Symbol.prototype.valueOf as Probe;
const weakMapHas = WeakMap.prototype.has;
const weakSetHas = WeakSet.prototype.has;
const weakRefDeref = WeakRef.prototype.deref as Probe;
const objectToString = Object.prototype.toString;
const functionToString = Function.prototype.toString;
const isError = (Error as unknown as { isError?: (value: unknown) => boolean }).isError;
const MapIteratorPrototype = Object.getPrototypeOf(new Map().entries()) as object;
const SetIteratorPrototype = Object.getPrototypeOf(new Set().entries()) as object;
const GeneratorPrototype = Object.getPrototypeOf(function* (): Generator<never> {}).prototype as object;
const AsyncGeneratorPrototype = Object.getPrototypeOf(async function* (): AsyncGenerator<never> {}).prototype as object;

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function accepts(probe: Probe, value: unknown): boolean {
  if (!isObject(value)) return false;
  try {
    Reflect.apply(probe, value, []);
    return true;
  } catch {
    return false;
  }
}

export function isMap(value: unknown): value is Map<unknown, unknown> {
  return accepts(mapSize, value);
}
export function isSet(value: unknown): value is Set<unknown> {
  return accepts(setSize, value);
}
export function isDate(value: unknown): value is Date {
  return accepts(dateValue, value);
}
export function isRegExp(value: unknown): value is RegExp {
  return value !== RegExp.prototype && accepts(regExpSource, value);
}
export function isPromise(value: unknown): value is Promise<unknown> {
  return isObject(value) && op_util_is_promise(value);
}
export function isProxy(value: unknown): boolean {
  return (isObject(value) || typeof value === "function") && op_util_proxy_target(value) !== undefined;
}
export function isWeakMap(value: unknown): value is WeakMap<object, unknown> {
  return isObject(value) && accepts(() => Reflect.apply(weakMapHas, value, [value]), value);
}
export function isWeakSet(value: unknown): value is WeakSet<object> {
  return isObject(value) && accepts(() => Reflect.apply(weakSetHas, value, [value]), value);
}
export function isWeakRef(value: unknown): value is WeakRef<object> {
  return accepts(weakRefDeref, value);
}
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return accepts(bufferLength, value);
}
export function isSharedArrayBuffer(value: unknown): boolean {
  return isObject(value) && Object.prototype.toString.call(value) === "[object SharedArrayBuffer]" && isShared(value);
}
export function isAnyArrayBuffer(value: unknown): value is ArrayBuffer {
  return isArrayBuffer(value) || isSharedArrayBuffer(value);
}
export function isArrayBufferView(value: unknown): value is ArrayBufferView {
  return ArrayBuffer.isView(value);
}

/** The name of a typed array's class, `undefined` for everything else. */
export function typedArrayName(value: unknown): string | undefined {
  return Reflect.apply(typedArrayTag, value, []) as string | undefined;
}
export function isTypedArray(value: unknown): value is Uint8Array {
  return typedArrayName(value) !== undefined;
}
export function isDataView(value: unknown): value is DataView {
  return ArrayBuffer.isView(value) && !isTypedArray(value);
}
export function isUint8Array(value: unknown): value is Uint8Array {
  return typedArrayName(value) === "Uint8Array";
}
export function isUint8ClampedArray(value: unknown): boolean {
  return typedArrayName(value) === "Uint8ClampedArray";
}
export function isUint16Array(value: unknown): boolean {
  return typedArrayName(value) === "Uint16Array";
}
export function isUint32Array(value: unknown): boolean {
  return typedArrayName(value) === "Uint32Array";
}
export function isInt8Array(value: unknown): boolean {
  return typedArrayName(value) === "Int8Array";
}
export function isInt16Array(value: unknown): boolean {
  return typedArrayName(value) === "Int16Array";
}
export function isInt32Array(value: unknown): boolean {
  return typedArrayName(value) === "Int32Array";
}
export function isFloat16Array(value: unknown): boolean {
  return typedArrayName(value) === "Float16Array";
}
export function isFloat32Array(value: unknown): boolean {
  return typedArrayName(value) === "Float32Array";
}
export function isFloat64Array(value: unknown): boolean {
  return typedArrayName(value) === "Float64Array";
}
export function isBigInt64Array(value: unknown): boolean {
  return typedArrayName(value) === "BigInt64Array";
}
export function isBigUint64Array(value: unknown): boolean {
  return typedArrayName(value) === "BigUint64Array";
}

export function isNumberObject(value: unknown): boolean {
  return accepts(numberValue, value);
}
export function isStringObject(value: unknown): boolean {
  return accepts(stringValue, value);
}
export function isBooleanObject(value: unknown): boolean {
  return accepts(booleanValue, value);
}
export function isBigIntObject(value: unknown): boolean {
  return accepts(bigintValue, value);
}
export function isSymbolObject(value: unknown): boolean {
  return accepts(symbolValue, value);
}
export function isBoxedPrimitive(value: unknown): boolean {
  return (
    isObject(value) &&
    (isNumberObject(value) || isStringObject(value) || isBooleanObject(value) || isBigIntObject(value) || isSymbolObject(value))
  );
}

export function isNativeError(value: unknown): value is Error {
  if (!isObject(value)) return false;
  if (isError !== undefined) return isError(value);
  return value instanceof Error;
}

/** `Object.prototype.toString` names the slot unless a `Symbol.toStringTag` hides it. */
export function isArgumentsObject(value: unknown): boolean {
  return isObject(value) && !(Symbol.toStringTag in value) && objectToString.call(value) === "[object Arguments]";
}

function inherits(value: unknown, prototype: object): boolean {
  return isObject(value) && value !== prototype && Object.prototype.isPrototypeOf.call(prototype, value);
}
export function isMapIterator(value: unknown): boolean {
  return inherits(value, MapIteratorPrototype);
}
export function isSetIterator(value: unknown): boolean {
  return inherits(value, SetIteratorPrototype);
}
export function isGeneratorObject(value: unknown): boolean {
  return inherits(value, GeneratorPrototype) || inherits(value, AsyncGeneratorPrototype);
}

/** The keyword part of a function's source; a user may hide its tag but not its text. */
function functionHead(value: unknown): string {
  return typeof value === "function" ? functionToString.call(value).slice(0, 160) : "";
}
const AsyncFunctionPrototype = Object.getPrototypeOf(async function (): Promise<void> {}) as object;
const AsyncGeneratorFunctionPrototype = Object.getPrototypeOf(async function* (): AsyncGenerator<never> {}) as object;
const GeneratorFunctionPrototype = Object.getPrototypeOf(function* (): Generator<never> {}) as object;

function isFunctionOf(value: unknown, prototypes: object[], head: RegExp): boolean {
  if (typeof value !== "function") return false;
  for (let at = Object.getPrototypeOf(value) as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (prototypes.includes(at)) return true;
  }
  return Object.getPrototypeOf(value) === null && head.test(functionHead(value));
}
export function isAsyncFunction(value: unknown): boolean {
  return isFunctionOf(value, [AsyncFunctionPrototype, AsyncGeneratorFunctionPrototype], /^\s*async\b/);
}
export function isGeneratorFunction(value: unknown): boolean {
  return isFunctionOf(value, [GeneratorFunctionPrototype, AsyncGeneratorFunctionPrototype], /^\s*(?:async\s*)?(?:function\s*)?\*/);
}

/** Module namespaces have a null prototype, cannot be extended and say "Module" themselves. */
export function isModuleNamespaceObject(value: unknown): boolean {
  if (!isObject(value) || Object.getPrototypeOf(value) !== null || Object.isExtensible(value)) return false;
  const tag = Object.getOwnPropertyDescriptor(value, Symbol.toStringTag);
  return tag !== undefined && tag.value === "Module" && tag.configurable === false && tag.enumerable === false;
}
export function isExternal(_value: unknown): boolean {
  return false;
}
export function isKeyObject(value: unknown): boolean {
  return hasBrand(value, "KeyObject");
}
export function isCryptoKey(value: unknown): boolean {
  return hasBrand(value, "CryptoKey");
}
function hasBrand(value: unknown, name: string): boolean {
  if (!isObject(value)) return false;
  for (let at = Object.getPrototypeOf(value) as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if ((at.constructor as { name?: string } | undefined)?.name === name && at !== Object.prototype) return true;
  }
  return false;
}

/** The kinds of object that `inspect` and deep equality treat in a way of their own. */
export type Kind =
  | "array" | "map" | "set" | "typedArray" | "arrayBuffer" | "dataView" | "date" | "regexp" | "error" | "promise"
  | "weakMap" | "weakSet" | "weakRef" | "boxed" | "mapIterator" | "setIterator" | "generator" | "module" | "arguments" | "object";

const kindTests: [Kind, (value: unknown) => boolean][] = [
  ["map", isMap],
  ["set", isSet],
  ["date", isDate],
  ["regexp", isRegExp],
  ["error", isNativeError],
  ["promise", isPromise],
  ["arrayBuffer", isAnyArrayBuffer],
  ["boxed", isBoxedPrimitive],
  ["weakMap", isWeakMap],
  ["weakSet", isWeakSet],
  ["weakRef", isWeakRef],
];

const kindOfPrototype: Map<object, Kind> = new Map<object, Kind>([
  [Map.prototype, "map"],
  [Set.prototype, "set"],
  [Date.prototype, "date"],
  [RegExp.prototype, "regexp"],
  [Error.prototype, "error"],
  [Promise.prototype, "promise"],
  [ArrayBuffer.prototype, "arrayBuffer"],
  [Number.prototype, "boxed"],
  [String.prototype, "boxed"],
  [Boolean.prototype, "boxed"],
  [BigInt.prototype, "boxed"],
  [Symbol.prototype, "boxed"],
  [WeakMap.prototype, "weakMap"],
  [WeakSet.prototype, "weakSet"],
  [WeakRef.prototype, "weakRef"],
  [MapIteratorPrototype, "mapIterator"],
  [SetIteratorPrototype, "setIterator"],
  [GeneratorPrototype, "generator"],
  [AsyncGeneratorPrototype, "generator"],
]);

/**
 * The kind of an object that is not a proxy. The prototype chain gives the guess that a probe confirms;
 * a throwing probe is slow, so objects that end in `Object.prototype` alone are not probed.
 */
export function kindOf(value: object): Kind {
  if (Array.isArray(value)) return "array";
  if (ArrayBuffer.isView(value)) return isTypedArray(value) ? "typedArray" : "dataView";
  for (let at = Object.getPrototypeOf(value) as object | null; ; at = Object.getPrototypeOf(at) as object | null) {
    if (at === Object.prototype) {
      if (isArgumentsObject(value)) return "arguments";
      return isSharedArrayBuffer(value) ? "arrayBuffer" : "object";
    }
    if (at === null) break;
    const guess = kindOfPrototype.get(at);
    if (guess === undefined) continue;
    const confirm = kindTests.find((row) => row[0] === guess)?.[1];
    if (confirm === undefined || confirm(value)) return guess;
    return "object";
  }
  if (isModuleNamespaceObject(value)) return "module";
  for (const [kind, confirm] of kindTests) if (confirm(value)) return kind;
  return "object";
}

export const types = {
  isExternal,
  isDate,
  isArgumentsObject,
  isBigIntObject,
  isBooleanObject,
  isNumberObject,
  isStringObject,
  isSymbolObject,
  isBoxedPrimitive,
  isNativeError,
  isRegExp,
  isAsyncFunction,
  isGeneratorFunction,
  isGeneratorObject,
  isPromise,
  isMap,
  isSet,
  isMapIterator,
  isSetIterator,
  isWeakMap,
  isWeakSet,
  isArrayBuffer,
  isDataView,
  isSharedArrayBuffer,
  isProxy,
  isModuleNamespaceObject,
  isAnyArrayBuffer,
  isCryptoKey,
  isKeyObject,
  isArrayBufferView,
  isTypedArray,
  isUint8Array,
  isUint8ClampedArray,
  isUint16Array,
  isUint32Array,
  isInt8Array,
  isInt16Array,
  isInt32Array,
  isFloat16Array,
  isFloat32Array,
  isFloat64Array,
  isBigInt64Array,
  isBigUint64Array,
};

export default types;
