// Code made at run time keeps the async context too: the function constructors and `eval` hand
// their source to the same rewrite as the bundler's.
//
// The engine makes the function first, so what is a syntax error stays one, with its message.
// Source without a suspension, a `catch` or a stack that is read is left alone.

import { runtime } from "waypost-internal:internal/async_context/async_context";
import { replaceMethods } from "waypost-internal:internal/async_context/promises";
import { op_async_context_transform } from "waypost-native:internal/async_context";

/** As in crates/waypost-transform/src/lib.rs. */
export const HIDDEN_GLOBAL = "__waypost_async_context";

type Source = (...args: unknown[]) => unknown;

const apply = Reflect.apply;
const construct = Reflect.construct;
const getPrototypeOf = Object.getPrototypeOf;
const setPrototypeOf = Object.setPrototypeOf;
const functionToString = Function.prototype.toString;
const includes = String.prototype.includes;
const replace = String.prototype.replace;
const realm = globalThis as unknown as { eval: (source: unknown) => unknown };
const nativeEval = realm.eval;

/** Whether source can hold anything that the rewrite would change. */
function isSuspect(source: string): boolean {
  const has = (part: string): boolean => apply(includes, source, [part]);
  return has("async") || has("Promise") || has("eval") || has("import") || has("catch") || has(".stack");
}

/** The rewritten source, or what was given when there is nothing to rewrite or it does not parse. */
function rewrite(source: unknown): unknown {
  if (typeof source !== "string" || !isSuspect(source)) return source;
  return op_async_context_transform(source) ?? source;
}

/** What the rewrite makes of a `catch` and of `error.stack`: crates/waypost-transform, `emit.rs` and `rewrite/stack.rs`. */
const OPENED = /(?:\$w\d*|__waypost_async_context)\.(?:E\([\w$]+\);|[kK]\()/g;
const CLOSED = /\/\*(\??\.stack)\*\/\)/g;

const functionMethods = {
  // https://tc39.es/ecma262/#sec-function.prototype.tostring
  // The text of a function is sent elsewhere (to a browser, a database), where there is no runtime: without suspensions it
  // is what its author wrote.
  toString(this: unknown): unknown {
    const text = apply(functionToString, this as never, []) as string;
    const has = (part: string): boolean => apply(includes, text, [part]);
    if (!has(".E(") && !has(".stack*/)")) return text;
    return apply(replace as never, apply(replace as never, text, [OPENED, ""]), [CLOSED, "$1"]);
  },
};

const globals = {
  // https://tc39.es/ecma262/#sec-eval-x, indirect
  eval(source: unknown): unknown {
    return nativeEval(rewrite(source));
  },
};

let offered: unknown;
let isSwapped = false;

/** Step one of a direct `eval`: the source, and the engine's function under its name. */
export function offerRewritten(source: unknown): void {
  isSwapped = realm.eval === globals.eval;
  offered = isSwapped ? rewrite(source) : source;
  if (isSwapped) realm.eval = nativeEval;
}

/** Step two, once the callee was read. */
export function takeRewritten(): unknown {
  if (isSwapped) realm.eval = globals.eval;
  const source = offered;
  offered = undefined;
  return source;
}

let importModule = (specifier: unknown): unknown => {
  const error: Error & { code?: string } = new TypeError(
    `cannot import "${String(specifier)}": code made at run time has no module to import from`,
  );
  error.code = "ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING";
  return Promise.reject(error);
};

/** What `import()` does in code made at run time. */
export function importHook(): (specifier: unknown) => unknown {
  return importModule;
}

export function setImportHook(hook: (specifier: unknown) => unknown): void {
  importModule = hook;
}

/** A function constructor whose functions keep the context. */
function contextConstructor(native: Source): Source {
  const ours = function (this: unknown, ...parts: unknown[]): unknown {
    const target = new.target === undefined || new.target === ours ? native : new.target;
    const made = construct(native, parts, target) as Source;
    const source = apply(functionToString, made, []) as string;
    if (!isSuspect(source)) return made;
    const code = op_async_context_transform(`(${source}\n)`);
    if (code === undefined) return made;
    const rewritten = nativeEval(code) as Source;
    const prototype = getPrototypeOf(made);
    return getPrototypeOf(rewritten) === prototype ? rewritten : setPrototypeOf(rewritten, prototype);
  };
  Object.defineProperty(ours, "name", { value: native.name, configurable: true });
  Object.defineProperty(ours, "length", { value: 1, configurable: true });
  Object.defineProperty(ours, "prototype", { value: native.prototype, writable: false });
  setPrototypeOf(ours, getPrototypeOf(native));
  return ours;
}

function replaceConstructor(sample: object): Source {
  const prototype = getPrototypeOf(sample) as { constructor: Source };
  const before = Object.getOwnPropertyDescriptor(prototype, "constructor") as PropertyDescriptor;
  const ours = contextConstructor(prototype.constructor);
  Object.defineProperty(prototype, "constructor", { ...before, value: ours });
  return ours;
}

export function startDynamicCode(): void {
  const define = (name: string, value: unknown, writable: boolean): void => {
    Object.defineProperty(globalThis, name, { value, writable, enumerable: false, configurable: writable });
  };
  const ours = replaceConstructor(function () {});
  for (const sample of [async function () {}, function* () {}, async function* () {}]) {
    setPrototypeOf(replaceConstructor(sample), ours);
  }
  replaceMethods(Function.prototype, functionMethods);
  define("Function", ours, true);
  define("eval", globals.eval, true);
  define(HIDDEN_GLOBAL, runtime, false);
}
