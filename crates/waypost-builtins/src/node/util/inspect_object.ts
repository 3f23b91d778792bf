// util.inspect: one object: what kind it is, its head, its parts, its properties.

import { formatValue, type Context } from "waypost-internal:node/util/inspect";
import { formatError } from "waypost-internal:node/util/inspect_error";
import {
  boxedBase,
  formatArray,
  formatArrayBuffer,
  formatMap,
  formatPromise,
  formatSet,
  formatTypedArray,
  formatWeak,
} from "waypost-internal:node/util/inspect_kinds";
import { layOut, widthOf } from "waypost-internal:node/util/inspect_layout";
import { constructorName, functionBase, prefixOf, tagOf } from "waypost-internal:node/util/inspect_names";
import { escapeKey, formatPrimitive, quote } from "waypost-internal:node/util/inspect_primitive";
import { isNativeError, isSharedArrayBuffer, kindOf, typedArrayName, type Kind } from "waypost-internal:node/util/types";

type Formatter = (context: Context, value: never, depth: number) => string[];

/** How an object begins, ends, and which formatter and keys make its middle; `done` when there is no middle. */
interface Plan {
  braces: [string, string];
  keys: PropertyKey[];
  base: string;
  isArray: boolean;
  formatter: Formatter;
  done: string | undefined;
}

function nothing(): string[] {
  return [];
}

function ownKeys(value: object, showHidden: boolean): PropertyKey[] {
  const symbols = Object.getOwnPropertySymbols(value);
  if (showHidden) return [...Object.getOwnPropertyNames(value), ...symbols];
  let keys: PropertyKey[];
  try {
    keys = Object.keys(value);
  } catch {
    // A module namespace with a binding that is not initialised yet.
    keys = Object.getOwnPropertyNames(value);
  }
  if (symbols.length === 0) return keys;
  return keys.concat(symbols.filter((key) => Object.prototype.propertyIsEnumerable.call(value, key)));
}

const INDEX = /^(?:0|[1-9]\d*)$/;

/** Arrays with more items are not searched for further properties: it would make a string of every index. */
const SEARCHED_ITEMS = 1_000_000;

function keysWithoutIndices(value: object, showHidden: boolean): PropertyKey[] {
  if ((value as { length: number }).length > SEARCHED_ITEMS) return Object.getOwnPropertySymbols(value);
  const keys = ownKeys(value, showHidden);
  return keys.filter((key) => typeof key === "symbol" || !INDEX.test(key as string) || Number(key) > 4294967294);
}

export function formatObject(context: Context, value: object, depth: number, isTypedArray?: boolean): string {
  const inherited: string[] | undefined =
    context.showHidden && (context.depth === null || depth <= context.depth) ? [] : undefined;
  const constructor = constructorName(value, context, depth, inherited);
  const hidden = inherited !== undefined && inherited.length > 0 ? inherited : undefined;
  const tag = tagOf(value, context);
  const plan = planOf(context, value, constructor, tag, hidden !== undefined, isTypedArray === true, depth);
  if (plan.done !== undefined) return plan.done;
  if (context.depth !== null && depth > context.depth) {
    const name = prefixOf(constructor, tag, Array.isArray(value) ? "Array" : "Object").slice(0, -1);
    return context.stylize(constructor === null ? name : `[${name}]`, "special");
  }
  return formatBody(context, value, depth + 1, plan, hidden, constructor, tag);
}

function formatBody(
  context: Context,
  value: object,
  depth: number,
  plan: Plan,
  hidden: string[] | undefined,
  constructor: string | null,
  tag: string,
): string {
  const { braces, keys } = plan;
  context.seen.push(value);
  context.currentDepth = depth;
  const indentation = context.indentation;
  let output: string[];
  try {
    output = plan.formatter(context, value as never, depth);
    for (const key of keys) output.push(formatProperty(context, value, depth, key, plan.isArray));
    if (hidden !== undefined) output.push(...hidden);
  } catch (error) {
    if (!(error instanceof RangeError) || !error.message.includes("call stack")) throw error;
    context.seen.pop();
    context.indentation = indentation;
    const name = prefixOf(constructor, tag, "Object").slice(0, -1);
    return context.stylize(`[${name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, "special");
  }
  let base = plan.base;
  const index = context.circular?.get(value);
  if (index !== undefined) {
    const reference = context.stylize(`<ref *${index}>`, "special");
    if (context.compact !== true) base = base === "" ? reference : `${reference} ${base}`;
    else braces[0] = `${reference} ${braces[0]}`;
  }
  context.seen.pop();
  sortParts(context, output, keys.length, plan.isArray);
  const text = layOut(context, output, { base, braces, isArray: plan.isArray, depth, value });
  // A very large result is cut short at the next nesting instead of filling the memory.
  const used = (context.budget[context.indentation] ?? 0) + text.length;
  context.budget[context.indentation] = used;
  if (used > 2 ** 27) context.depth = -1;
  return text;
}

function sortParts(context: Context, output: string[], keyCount: number, isArray: boolean): void {
  if (!context.sorted) return;
  const order = context.sorted === true ? undefined : context.sorted;
  if (!isArray) output.sort(order);
  else if (keyCount > 1) {
    const sorted = output.slice(output.length - keyCount).sort(order);
    output.splice(output.length - keyCount, keyCount, ...sorted);
  }
}

function planOf(
  context: Context,
  value: object,
  constructor: string | null,
  tag: string,
  hasHidden: boolean,
  isTypedArray: boolean,
  depth: number,
): Plan {
  const plan: Plan = { braces: ["{", "}"], keys: [], base: "", isArray: false, formatter: nothing, done: undefined };
  if (typeof value === "function") {
    plan.keys = ownKeys(value, context.showHidden);
    plan.base = functionBase(value, constructor, tag, context);
    if (plan.keys.length === 0 && !hasHidden) plan.done = context.stylize(plan.base, "special");
    return plan;
  }
  const planner = planners[kindOf(value)];
  plan.keys = planner.byIndex === true ? keysWithoutIndices(value, context.showHidden) : ownKeys(value, context.showHidden);
  planner.fill(plan, { context, value, constructor, tag, hasHidden, isTypedArray, depth });
  return plan;
}

interface Subject {
  context: Context;
  value: object;
  constructor: string | null;
  tag: string;
  hasHidden: boolean;
  isTypedArray: boolean;
  depth: number;
}
interface Planner {
  byIndex?: boolean;
  fill(plan: Plan, subject: Subject): void;
}

function isEmpty(plan: Plan, subject: Subject): boolean {
  return plan.keys.length === 0 && !subject.hasHidden;
}

function open(plan: Plan, subject: Subject, fallback: string, formatter: Formatter): void {
  plan.braces[0] = `${prefixOf(subject.constructor, subject.tag, fallback)}{`;
  plan.formatter = formatter;
}

function fillArray(plan: Plan, subject: Subject): void {
  const { constructor, tag } = subject;
  const list = subject.value as unknown[];
  const prefix = constructor !== "Array" || tag !== "" ? prefixOf(constructor, tag, "Array", `(${list.length})`) : "";
  plan.braces = [`${prefix}[`, "]"];
  plan.isArray = true;
  plan.formatter = formatArray as Formatter;
  plan.keys = plan.keys.filter((key) => key !== "length" || subject.context.showHidden);
  if (list.length === 0 && isEmpty(plan, subject)) plan.done = `${plan.braces[0]}]`;
}

function fillCollection(plan: Plan, subject: Subject, fallback: "Set" | "Map", formatter: Formatter): void {
  const size = sizeOf(subject.value, fallback);
  const prefix = prefixOf(subject.constructor, subject.tag, fallback, `(${size})`);
  plan.braces = [`${prefix}{`, "}"];
  plan.formatter = formatter;
  if (size === 0 && isEmpty(plan, subject)) plan.done = `${prefix}{}`;
}

const mapSize = Object.getOwnPropertyDescriptor(Map.prototype, "size")!.get as () => number;
const setSize = Object.getOwnPropertyDescriptor(Set.prototype, "size")!.get as () => number;

function sizeOf(value: object, kind: "Set" | "Map"): number {
  return (kind === "Set" ? setSize : mapSize).call(value);
}

function fillTypedArray(plan: Plan, subject: Subject): void {
  const { value, constructor, tag, context } = subject;
  const list = value as Uint8Array;
  const fallback = constructor === null ? (typedArrayName(value) as string) : "";
  plan.braces = [`${prefixOf(constructor, tag, fallback, `(${list.length})`)}[`, "]"];
  plan.isArray = true;
  plan.formatter = formatTypedArray as Formatter;
  if (list.length === 0 && plan.keys.length === 0 && !context.showHidden) plan.done = `${plan.braces[0]}]`;
}

function fillArrayBuffer(plan: Plan, subject: Subject): void {
  const { value, context } = subject;
  const kind = isSharedArrayBuffer(value) ? "SharedArrayBuffer" : "ArrayBuffer";
  const prefix = prefixOf(subject.constructor, subject.tag, kind);
  plan.braces[0] = `${prefix}{`;
  if (!subject.isTypedArray) {
    plan.formatter = (inner: Context, buffer: ArrayBuffer, depth: number): string[] => [
      ...formatArrayBuffer(inner, buffer),
      ...slotParts(inner, buffer, depth, ["byteLength"]),
    ];
  } else if (isEmpty(plan, subject)) plan.done = `${prefix}{ ${slotParts(context, value, subject.depth, ["byteLength"])[0]} }`;
}

/** What an object says of itself through getters of its class: `[byteLength]: 4`. */
function slotParts(context: Context, value: object, depth: number, keys: string[]): string[] {
  context.indentation += 2;
  const parts = keys.map((key) => {
    const text = formatValue(context, (value as Record<string, unknown>)[key], depth);
    return `${context.stylize(`[${key}]`, "string")}: ${text}`;
  });
  context.indentation -= 2;
  return parts;
}

function fillDate(plan: Plan, subject: Subject): void {
  const time = Date.prototype.getTime.call(subject.value);
  plan.base = Number.isNaN(time) ? "Invalid Date" : Date.prototype.toISOString.call(subject.value);
  const prefix = prefixOf(subject.constructor, subject.tag, "Date");
  if (prefix !== "Date ") plan.base = `${prefix}${plan.base}`;
  if (isEmpty(plan, subject)) plan.done = subject.context.stylize(plan.base, "date");
}

function fillRegExp(plan: Plan, subject: Subject): void {
  const { context, constructor, tag, value } = subject;
  plan.base = RegExp.prototype.toString.call(constructor === null ? new RegExp(value as RegExp) : value);
  const prefix = prefixOf(constructor, tag, "RegExp");
  if (prefix !== "RegExp ") plan.base = `${prefix}${plan.base}`;
  plan.keys = plan.keys.filter((key) => key !== "lastIndex" || context.showHidden);
  const isTooDeep = context.depth !== null && subject.depth > context.depth;
  if (isEmpty(plan, subject) || isTooDeep) plan.done = context.stylize(plan.base, "regexp");
}

function fillError(plan: Plan, subject: Subject): void {
  const { context, value, constructor, tag } = subject;
  plan.base = formatError(context, value as Error, constructor, tag, plan.keys);
  if (isEmpty(plan, subject)) plan.done = plan.base;
}

function fillBoxed(plan: Plan, subject: Subject): void {
  plan.base = boxedBase(subject.context, subject.value, plan.keys, subject.constructor, subject.tag);
  if (isEmpty(plan, subject)) plan.done = plan.base;
}

function fillPlain(plan: Plan, subject: Subject): void {
  const { constructor, tag } = subject;
  if (constructor === "Object") {
    if (tag !== "") plan.braces[0] = `${prefixOf(constructor, tag, "Object")}{`;
    if (isEmpty(plan, subject)) plan.done = `${plan.braces[0]}}`;
    return;
  }
  plan.braces[0] = `${prefixOf(constructor, tag, "Object")}{`;
  if (isEmpty(plan, subject)) plan.done = `${plan.braces[0]}}`;
}

const planners: Record<Kind, Planner> = {
  array: { byIndex: true, fill: fillArray },
  set: { fill: (plan, subject) => fillCollection(plan, subject, "Set", formatSet as Formatter) },
  map: { fill: (plan, subject) => fillCollection(plan, subject, "Map", formatMap as Formatter) },
  typedArray: { byIndex: true, fill: fillTypedArray },
  arrayBuffer: { fill: fillArrayBuffer },
  dataView: {
    fill(plan, subject): void {
      open(plan, subject, "DataView", (context, value, depth) =>
        slotParts(context, value, depth, ["byteLength", "byteOffset", "buffer"]),
      );
    },
  },
  date: { fill: fillDate },
  regexp: { fill: fillRegExp },
  error: { fill: fillError },
  boxed: { fill: fillBoxed },
  promise: { fill: (plan, subject) => open(plan, subject, "Promise", formatPromise as Formatter) },
  weakSet: { fill: (plan, subject) => open(plan, subject, "WeakSet", formatWeak as Formatter) },
  weakMap: { fill: (plan, subject) => open(plan, subject, "WeakMap", formatWeak as Formatter) },
  weakRef: { fill: fillPlain },
  module: {
    fill(plan, subject): void {
      open(plan, subject, "Module", nothing);
    },
  },
  arguments: {
    fill(plan, subject): void {
      const { constructor, tag } = subject;
      plan.braces[0] = constructor === "Object" ? "[Arguments] {" : `${prefixOf(constructor, tag, "Arguments")}{`;
      if (isEmpty(plan, subject)) plan.done = `${plan.braces[0]}}`;
    },
  },
  mapIterator: { fill: fillPlain },
  setIterator: { fill: fillPlain },
  generator: { fill: fillPlain },
  object: { fill: fillPlain },
};

/** `name: value`; an array entry is the value alone. */
export function formatProperty(
  context: Context,
  value: object,
  depth: number,
  key: PropertyKey,
  isArray: boolean,
  given?: PropertyDescriptor,
  receiver: object = value,
  isEntry: boolean = false,
): string {
  const descriptor: PropertyDescriptor = given ??
    Object.getOwnPropertyDescriptor(value, key) ?? {
      value: (value as Record<PropertyKey, unknown>)[key],
      configurable: true,
      enumerable: true,
    };
  let separator = " ";
  let text: string;
  if (descriptor.value !== undefined) {
    const shift = context.compact !== true || isArray ? 2 : 3;
    context.indentation += shift;
    text = formatValue(context, descriptor.value, depth);
    if (shift === 3 && context.breakLength < widthOf(text, context.colors)) separator = `\n${" ".repeat(context.indentation)}`;
    context.indentation -= shift;
  } else if (descriptor.get !== undefined) {
    text = formatGetter(context, descriptor, receiver, depth);
  } else if (descriptor.set !== undefined) text = context.stylize("[Setter]", "special");
  else text = context.stylize("undefined", "undefined");
  if (isEntry) return text;
  return `${keyName(context, key, descriptor)}:${separator}${text}`;
}

function keyName(context: Context, key: PropertyKey, descriptor: PropertyDescriptor): string {
  if (typeof key === "symbol") {
    return `[${context.stylize(escapeKey(key.toString()), "symbol")}]`;
  }
  const name = String(key);
  if (name === "__proto__") return "['__proto__']";
  if (descriptor.enumerable === false) return `[${escapeKey(name)}]`;
  if (/^[a-zA-Z_][a-zA-Z_0-9]*$/.test(name)) return context.stylize(name, "name");
  return context.stylize(quote(name), "string");
}

function formatGetter(context: Context, descriptor: PropertyDescriptor, receiver: object, depth: number): string {
  const label = descriptor.set !== undefined ? "Getter/Setter" : "Getter";
  const paint = context.stylize;
  const wanted =
    context.getters === true ||
    (context.getters === "get" && descriptor.set === undefined) ||
    (context.getters === "set" && descriptor.set !== undefined);
  if (!wanted) return paint(`[${label}]`, "special");
  try {
    const value: unknown = descriptor.get!.call(receiver);
    context.indentation += 2;
    let text: string;
    if (value === null) text = `${paint(`[${label}:`, "special")} ${paint("null", "null")}${paint("]", "special")}`;
    else if (typeof value === "object") text = `${paint(`[${label}]`, "special")} ${formatValue(context, value, depth)}`;
    else text = `${paint(`[${label}:`, "special")} ${getterPrimitive(context, value, depth)}${paint("]", "special")}`;
    context.indentation -= 2;
    return text;
  } catch (error) {
    const message = `<Inspection threw (${isNativeError(error) ? error.message : String(error)})>`;
    return `${paint(`[${label}:`, "special")} ${message}${paint("]", "special")}`;
  }
}

function getterPrimitive(context: Context, value: unknown, depth: number): string {
  if (typeof value === "function") return formatValue(context, value, depth);
  return formatPrimitive(context.stylize, value, context);
}
