// util.inspect: the contents of arrays, collections, buffers, promises, proxies and boxed primitives.

import { formatValue, plain, type Context } from "waypost-internal:node/util/inspect";
import { layOut } from "waypost-internal:node/util/inspect_layout";
import { formatProperty } from "waypost-internal:node/util/inspect_object";
import { formatBigInt, formatNumber, formatPrimitive } from "waypost-internal:node/util/inspect_primitive";
import { isBigIntObject, isBooleanObject, isNumberObject, isStringObject } from "waypost-internal:node/util/types";
import { op_util_promise_state } from "waypost-native:node/util";

function moreItems(count: number): string {
  return `... ${count} more item${count > 1 ? "s" : ""}`;
}

function shownOf(context: Context, length: number): number {
  return Math.min(Math.max(0, context.maxArrayLength as number), length);
}

export function formatArray(context: Context, value: ArrayLike<unknown>, depth: number): string[] {
  const shown = shownOf(context, value.length);
  const output: string[] = [];
  for (let i = 0; i < shown; i++) {
    if (!Object.hasOwn(value, i)) return formatSparse(context, value, depth, shown, output, i);
    output.push(formatProperty(context, value, depth, i, true, undefined, value, true));
  }
  if (value.length > shown) output.push(moreItems(value.length - shown));
  return output;
}

/** An array with holes: each run of holes is one entry. */
function formatSparse(
  context: Context,
  value: ArrayLike<unknown>,
  depth: number,
  shown: number,
  output: string[],
  start: number,
): string[] {
  const keys = Object.keys(value);
  let index = start;
  for (let i = start; i < keys.length && output.length < shown; i++) {
    const key = keys[i]!;
    const at = Number(key);
    if (!/^(?:0|[1-9]\d*)$/.test(key) || at > 2 ** 32 - 2) break;
    if (at !== index) {
      output.push(holes(context, at - index));
      index = at;
      if (output.length === shown) break;
    }
    output.push(formatProperty(context, value, depth, key, true, undefined, value, true));
    index++;
  }
  const left = value.length - index;
  if (output.length !== shown) {
    if (left > 0) output.push(holes(context, left));
  } else if (left > 0) output.push(moreItems(left));
  return output;
}

function holes(context: Context, count: number): string {
  return context.stylize(`<${count} empty item${count > 1 ? "s" : ""}>`, "undefined");
}

export function formatTypedArray(context: Context, value: Uint8Array, depth: number): string[] {
  const shown = shownOf(context, value.length);
  const output: string[] = [];
  const list = value as unknown as ArrayLike<number | bigint>;
  for (let i = 0; i < shown; i++) {
    const item = list[i]!;
    output.push(
      typeof item === "bigint"
        ? formatBigInt(context.stylize, item, context.numericSeparator)
        : formatNumber(context.stylize, item, context.numericSeparator),
    );
  }
  if (value.length > shown) output.push(moreItems(value.length - shown));
  if (context.showHidden) {
    context.indentation += 2;
    for (const key of ["BYTES_PER_ELEMENT", "length", "byteLength", "byteOffset", "buffer"] as const) {
      output.push(`[${key}]: ${formatValue(context, value[key], depth, true)}`);
    }
    context.indentation -= 2;
  }
  return output;
}

const setValues = Set.prototype.values;
const mapEntries = Map.prototype.entries;

export function formatSet(context: Context, value: Set<unknown>, depth: number): string[] {
  const length = value.size;
  const shown = shownOf(context, length);
  const output: string[] = [];
  context.indentation += 2;
  for (const item of setValues.call(value) as Iterable<unknown>) {
    if (output.length >= shown) break;
    output.push(formatValue(context, item, depth));
  }
  if (length > shown) output.push(moreItems(length - shown));
  context.indentation -= 2;
  return output;
}

export function formatMap(context: Context, value: Map<unknown, unknown>, depth: number): string[] {
  const length = value.size;
  const shown = shownOf(context, length);
  const output: string[] = [];
  context.indentation += 2;
  for (const [key, item] of mapEntries.call(value) as Iterable<[unknown, unknown]>) {
    if (output.length >= shown) break;
    output.push(`${formatValue(context, key, depth)} => ${formatValue(context, item, depth)}`);
  }
  if (length > shown) output.push(moreItems(length - shown));
  context.indentation -= 2;
  return output;
}

export function formatArrayBuffer(context: Context, value: ArrayBuffer): string[] {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(value);
  } catch {
    return [context.stylize("(detached)", "special")];
  }
  if ((value as ArrayBuffer & { detached?: boolean }).detached === true) return [context.stylize("(detached)", "special")];
  const shown = shownOf(context, bytes.length);
  let text = Array.from(bytes.subarray(0, shown), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const left = bytes.length - shown;
  if (left > 0) text += ` ... ${left} more byte${left > 1 ? "s" : ""}`;
  return [`${context.stylize("[Uint8Contents]", "special")}: <${text}>`];
}

const FULFILLED = 1;
const REJECTED = 2;

export function formatPromise(context: Context, value: object, depth: number): string[] {
  const [state, result] = op_util_promise_state(value);
  if (state !== FULFILLED && state !== REJECTED) return [context.stylize("<pending>", "special")];
  context.indentation += 2;
  const text = formatValue(context, result, depth);
  context.indentation -= 2;
  return [state === REJECTED ? `${context.stylize("<rejected>", "special")} ${text}` : text];
}

export function formatWeak(context: Context): string[] {
  return [context.stylize("<items unknown>", "special")];
}

/** `Proxy [ target ]`; the engine gives no way to read a proxy's handler. */
export function formatProxy(context: Context, proxy: object, target: object | null, depth: number): string {
  if (target === null) return context.stylize("<Revoked Proxy>", "special");
  if (context.depth !== null && depth > context.depth) return context.stylize("Proxy [Array]", "special");
  const inner = depth + 1;
  context.indentation += 2;
  const parts = [formatValue(context, target, inner)];
  context.indentation -= 2;
  return layOut(context, parts, { base: "", braces: ["Proxy [", "]"], isArray: true, depth: inner, value: proxy });
}

function boxedKind(value: object): [string, unknown] {
  if (isNumberObject(value)) return ["Number", Number.prototype.valueOf.call(value)];
  if (isStringObject(value)) return ["String", String.prototype.valueOf.call(value)];
  if (isBooleanObject(value)) return ["Boolean", Boolean.prototype.valueOf.call(value)];
  if (isBigIntObject(value)) return ["BigInt", BigInt.prototype.valueOf.call(value)];
  return ["Symbol", Symbol.prototype.valueOf.call(value)];
}

/** `[Number: 3]`, `[String (Sub): 'x']`. */
export function boxedBase(context: Context, value: object, keys: PropertyKey[], constructor: string | null, tag: string): string {
  const [kind, primitive] = boxedKind(value);
  if (kind === "String") keys.splice(0, (primitive as string).length);
  let base = `[${kind}`;
  if (kind !== constructor) base += constructor === null ? " (null prototype)" : ` (${constructor})`;
  base += `: ${formatPrimitive(plain, primitive, context)}]`;
  if (tag !== "" && tag !== constructor) base += ` [${tag}]`;
  if (keys.length !== 0 || context.stylize === plain) return base;
  return context.stylize(base, kind.toLowerCase() as "number");
}
