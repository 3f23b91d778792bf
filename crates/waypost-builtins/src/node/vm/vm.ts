// node:vm: scripts in the realm of the worker, beside everything else, or in a context of their own.
//
// A script cannot be ended alone: the engine's time limit ends all that the worker runs. So `timeout` is refused rather
// than ignored; `limits.javascript_ms` bounds what runs without a pause.

import { validateBoolean, validateObject, validateString, validateStringArray, validateUint32 } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { contextOf, hasContext, makeBareContext, makeContext, refuse } from "waypost-internal:node/vm/context";
import { op_vm_compile, op_vm_run } from "waypost-native:node/vm";

interface ScriptOptions {
  filename?: string;
  [name: string]: unknown;
}

const DONT_CONTEXTIFY: symbol = Symbol("vm_context_no_contextify");

function optionsOf(given: unknown): ScriptOptions {
  if (typeof given === "string") return { filename: given };
  if (given === undefined) return {};
  validateObject(given, "options");
  const options = given as ScriptOptions;
  if (options.filename !== undefined) validateString(options.filename, "options.filename");
  return options;
}

/** Of what a run may be given, what cannot be had is refused. */
function checkRun(given: unknown): void {
  if (given === undefined) return;
  validateObject(given, "options");
  const { timeout, displayErrors, breakOnSigint } = given as Record<string, unknown>;
  if (displayErrors !== undefined) validateBoolean(displayErrors, "options.displayErrors");
  if (breakOnSigint !== undefined) validateBoolean(breakOnSigint, "options.breakOnSigint");
  if (timeout === undefined) return;
  validateUint32(timeout, "options.timeout", true);
  refuse("the option 'timeout' of node:vm", "a script cannot be ended alone; run it with node:child_process, which has a timeout");
}

function run(code: string, filename: string): unknown {
  const outcome = op_vm_run(code, filename);
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

export class Script {
  readonly #code: string;
  readonly #filename: string;
  readonly #globals: string[];
  cachedDataRejected: boolean | undefined = undefined;
  sourceMapURL: string | undefined;

  constructor(source: unknown, given: unknown = {}) {
    const options = optionsOf(given);
    const text = `${source as string}`;
    this.#filename = options.filename ?? "evalmachine.<anonymous>";
    [this.#code, this.#globals] = op_vm_compile(text, this.#filename);
    this.sourceMapURL = /\/\/[#@] sourceMappingURL=(\S+)/.exec(text)?.[1];
  }

  runInThisContext(options?: unknown): unknown {
    checkRun(options);
    return run(this.#code, this.#filename);
  }

  runInContext(object: unknown, options?: unknown): unknown {
    const context = contextOf(object);
    checkRun(options);
    return context.run(this.#code, this.#filename, this.#globals);
  }

  runInNewContext(object?: unknown, options?: unknown): unknown {
    return this.runInContext(createContext(object, contextOptions(options)), options);
  }

  /** Nothing is kept of a compiled script. */
  createCachedData(): Uint8Array {
    return Buffer.alloc(0);
  }
}

/** The options of a context among those of a run. */
function contextOptions(given: unknown): unknown {
  if (given === undefined || typeof given === "string") return undefined;
  validateObject(given, "options");
  const { contextName, contextOrigin, contextCodeGeneration, microtaskMode } = given as Record<string, unknown>;
  return { name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration, microtaskMode };
}

export function runInThisContext(source: unknown, options?: unknown): unknown {
  return new Script(source, options ?? {}).runInThisContext(typeof options === "string" ? undefined : options);
}

export function createScript(source: unknown, options?: unknown): Script {
  return new Script(source, options ?? {});
}

/** A function of a body and the names of its parameters. */
export function compileFunction(source: unknown, params?: unknown, given?: unknown): unknown {
  validateString(source, "code");
  const names = params ?? [];
  validateStringArray(names, "params");
  const options = optionsOf(given);
  if (Array.isArray(options.contextExtensions) && options.contextExtensions.length > 0) {
    refuse("vm.compileFunction() with contextExtensions", "give what they hold as parameters");
  }
  const filename = options.filename ?? "";
  // The engine checks parameters and body apart, so that neither can end the function.
  Reflect.construct((function () {}).constructor, [...names, source]);
  const [code] = op_vm_compile(`(function (${names.join(",")}) {${source}\n})`, filename);
  return options.parsingContext === undefined ? run(code, filename) : contextOf(options.parsingContext).run(code, filename, []);
}

export function createContext(object: unknown = {}, given: unknown = {}): object {
  if (object !== DONT_CONTEXTIFY) {
    validateObject(object, "contextObject", { allowArray: true, allowFunction: true } as never);
    if (hasContext(object as object)) return object as object;
  }
  validateObject(given, "options");
  const { name, origin, codeGeneration } = given as Record<string, unknown>;
  if (name !== undefined) validateString(name, "options.name");
  if (origin !== undefined) validateString(origin, "options.origin");
  if (codeGeneration !== undefined) {
    validateObject(codeGeneration, "options.codeGeneration");
    const { strings = true, wasm = true } = codeGeneration as Record<string, unknown>;
    validateBoolean(strings, "options.codeGeneration.strings");
    validateBoolean(wasm, "options.codeGeneration.wasm");
    if (!strings || !wasm) refuse("the option 'codeGeneration' of vm.createContext()", "code of a context may make code");
  }
  return object === DONT_CONTEXTIFY ? makeBareContext() : makeContext(object as object);
}

export function runInContext(source: unknown, object: unknown, given?: unknown): unknown {
  contextOf(object);
  const options = optionsOf(given);
  return new Script(source, options).runInContext(object, typeof given === "string" ? undefined : given);
}

export function runInNewContext(source: unknown, object?: unknown, given?: unknown): unknown {
  const options = optionsOf(given);
  return new Script(source, options).runInNewContext(object, typeof given === "string" ? undefined : given);
}

export function measureMemory(): never {
  return refuse("vm.measureMemory()", "process.memoryUsage() tells of the worker");
}

export function isContext(value: unknown): boolean {
  validateObject(value, "object", { allowArray: true, allowFunction: true } as never);
  return hasContext(value as object);
}

export const constants: object = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol("vm_dynamic_import_main_context_default"),
  DONT_CONTEXTIFY,
});

export default {
  Script, compileFunction, constants, createContext, createScript, isContext, measureMemory, runInContext, runInNewContext, runInThisContext,
};
