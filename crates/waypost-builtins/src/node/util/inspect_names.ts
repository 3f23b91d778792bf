// util.inspect: what an object is called: constructor name, tag, prefix, and the base of functions and classes.

import { formatValue, inspect, type Context } from "waypost-internal:node/util/inspect";
import { formatProperty } from "waypost-internal:node/util/inspect_object";
import { isAsyncFunction, isGeneratorFunction, kindOf } from "waypost-internal:node/util/types";

const BUILT_IN: Set<string> = new Set(
  Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z][a-zA-Z0-9]+$/.test(name)),
);

function isInstance(value: object, constructor: unknown): boolean {
  try {
    return value instanceof (constructor as new () => unknown);
  } catch {
    return false;
  }
}

/** The class name by internal slot, for objects whose prototypes tell nothing. */
function slotName(value: object): string {
  if (typeof value === "function") return "Function";
  const kind = kindOf(value);
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === "object" || kind === "module" || kind === "arguments") return "Object";
  if (kind === "map" || kind === "set" || kind === "date" || kind === "promise") return kind[0]!.toUpperCase() + kind.slice(1);
  if (kind === "regexp") return "RegExp";
  return tag;
}

/** `null` for a null prototype; hidden prototype properties are added to `inherited` when it is given. */
export function constructorName(object: object, context: Context, depth: number, inherited?: string[]): string | null {
  let first: object | null | undefined;
  for (let at: object | null = object; at !== null; ) {
    const own: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    if (typeof own === "function" && own.name !== "" && isInstance(object, own)) {
      if (inherited !== undefined && (first !== at || !BUILT_IN.has(own.name))) {
        addInherited(context, object, first || object, depth, inherited);
      }
      return String(own.name);
    }
    at = Object.getPrototypeOf(at) as object | null;
    if (first === undefined) first = at;
  }
  if (first === null || first === undefined) return null;
  const name = slotName(object);
  if (context.depth !== null && depth > context.depth) return `${name} <Complex prototype>`;
  const parent = constructorName(first, context, depth + 1, inherited);
  if (parent === null) {
    return `${name} <${inspect(first, { ...optionsOf(context), customInspect: false, depth: -1 })}>`;
  }
  return `${name} <${parent}>`;
}

function optionsOf(context: Context): object {
  const { showHidden, colors, showProxy, maxArrayLength, maxStringLength, breakLength, compact, sorted, getters } = context;
  return { showHidden, colors, showProxy, maxArrayLength, maxStringLength, breakLength, compact, sorted, getters };
}

/** With `showHidden`, the data properties of up to three prototypes of the user's. */
function addInherited(context: Context, main: object, from: object, depth: number, output: string[]): void {
  let at: object = from;
  const passed = new Set<PropertyKey>();
  let keys: PropertyKey[] = [];
  for (let level = 0; level < 3; level++) {
    if (level !== 0 || main === at) {
      const next = Object.getPrototypeOf(at) as object | null;
      if (next === null) return;
      at = next;
      const own: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
      if (typeof own === "function" && BUILT_IN.has(own.name)) return;
    }
    for (const key of keys) passed.add(key);
    keys = Reflect.ownKeys(at);
    context.seen.push(main);
    for (const key of keys) {
      if (key === "constructor" || Object.hasOwn(main, key) || passed.has(key)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(at, key);
      if (descriptor === undefined || typeof descriptor.value === "function") continue;
      const text = formatProperty(context, at, depth, key, false, descriptor, main);
      output.push(context.colors ? `\u001b[2m${text}\u001b[22m` : text);
    }
    context.seen.pop();
  }
}

/** `Foo(2) [bar] `, the words in front of the opening brace. */
export function prefixOf(constructor: string | null, tag: string, fallback: string, size: string = ""): string {
  if (constructor === null) {
    if (tag !== "" && fallback !== tag) return `[${fallback}${size}: null prototype] [${tag}] `;
    return `[${fallback}${size}: null prototype] `;
  }
  if (tag !== "" && constructor !== tag) return `${constructor}${size} [${tag}] `;
  return `${constructor}${size} `;
}

/** The `Symbol.toStringTag` of an object, empty when it is printed as a property anyway. */
export function tagOf(value: object, context: Context): string {
  const tag = (value as Record<symbol, unknown>)[Symbol.toStringTag];
  if (typeof tag !== "string" || tag === "") return "";
  const isShown = context.showHidden
    ? Object.hasOwn(value, Symbol.toStringTag)
    : Object.prototype.propertyIsEnumerable.call(value, Symbol.toStringTag);
  return isShown ? "" : tag;
}

const COMMENTS = /(\/\/.*?\n)|(\/\*(.|\n)*?\*\/)/g;
const CLASS_HEAD = /^(\s+[^(]*?)\s*{/;

function isClass(source: string): boolean {
  if (!source.startsWith("class") || !source.endsWith("}")) return false;
  const rest = source.slice(5, -1);
  const brace = rest.indexOf("{");
  if (brace === -1) return false;
  return !rest.slice(0, brace).includes("(") || CLASS_HEAD.test(rest.replace(COMMENTS, ""));
}

function classBase(value: Function, constructor: string | null, tag: string): string {
  const name = (Object.hasOwn(value, "name") && value.name) || "(anonymous)";
  let base = `class ${String(name)}`;
  if (constructor !== "Function" && constructor !== null) base += ` [${constructor}]`;
  if (tag !== "" && constructor !== tag) base += ` [${tag}]`;
  if (constructor === null) return `[${base} extends [null prototype]]`;
  const parent = (Object.getPrototypeOf(value) as Function).name;
  return parent ? `[${base} extends ${parent}]` : `[${base}]`;
}

/** `[Function: name]`, `[class A extends B]`, `[AsyncFunction (anonymous)]`. */
export function functionBase(value: Function, constructor: string | null, tag: string, context: Context): string {
  if (isClass(Function.prototype.toString.call(value))) return classBase(value, constructor, tag);
  const kind = `${isAsyncFunction(value) ? "Async" : ""}${isGeneratorFunction(value) ? "Generator" : ""}Function`;
  let base = `[${kind}`;
  if (constructor === null) base += " (null prototype)";
  const name: unknown = value.name;
  if (name === "") base += " (anonymous)";
  else base += `: ${typeof name === "string" ? name : formatValue(context, name, 0)}`;
  base += "]";
  if (constructor !== kind && constructor !== null) base += ` ${constructor}`;
  if (tag !== "" && constructor !== tag) base += ` [${tag}]`;
  return base;
}
