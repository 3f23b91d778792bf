// node:vm: scripts run in the realm of the worker, beside everything else; that is no sandbox, as on Node it is none.

import { nodeError } from "waypost-internal:internal/errors/errors";
import { validateObject, validateString, validateStringArray } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { op_vm_compile, op_vm_run } from "waypost-native:node/vm";

interface ScriptOptions {
  filename?: string;
  [name: string]: unknown;
}

function optionsOf(given: unknown): ScriptOptions {
  if (typeof given === "string") return { filename: given };
  if (given === undefined) return {};
  validateObject(given, "options");
  const options = given as ScriptOptions;
  if (options.filename !== undefined) validateString(options.filename, "options.filename");
  return options;
}

function run(code: string, filename: string): unknown {
  const outcome = op_vm_run(code, filename);
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

function refuseContext(what: string): never {
  throw nodeError(
    Error,
    "ERR_WAYPOST_NOT_AVAILABLE",
    `${what} is not available in waypost: there is one context; use vm.runInThisContext(), or a program of its own with node:child_process`,
  );
}

export class Script {
  readonly #code: string;
  readonly #filename: string;
  cachedDataRejected: boolean | undefined = undefined;
  sourceMapURL: string | undefined;

  constructor(source: unknown, given: unknown = {}) {
    const options = optionsOf(given);
    const text = `${source as string}`;
    this.#filename = options.filename ?? "evalmachine.<anonymous>";
    this.#code = op_vm_compile(text, this.#filename);
    this.sourceMapURL = /\/\/[#@] sourceMappingURL=(\S+)/.exec(text)?.[1];
  }

  runInThisContext(options?: unknown): unknown {
    if (options !== undefined) validateObject(options, "options");
    return run(this.#code, this.#filename);
  }

  runInContext(): never {
    return refuseContext("script.runInContext()");
  }

  runInNewContext(): never {
    return refuseContext("script.runInNewContext()");
  }

  /** Nothing is kept of a compiled script. */
  createCachedData(): Uint8Array {
    return Buffer.alloc(0);
  }
}

export function runInThisContext(source: unknown, options?: unknown): unknown {
  return new Script(source, options ?? {}).runInThisContext();
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
  if (options.parsingContext !== undefined) refuseContext("vm.compileFunction() with parsingContext");
  if (Array.isArray(options.contextExtensions) && options.contextExtensions.length > 0) refuseContext("vm.compileFunction() with contextExtensions");
  const filename = options.filename ?? "";
  // The engine checks parameters and body apart, so that neither can end the function.
  Reflect.construct((function () {}).constructor, [...names, source]);
  return run(op_vm_compile(`(function (${names.join(",")}) {${source}\n})`, filename), filename);
}

export function createContext(): never {
  return refuseContext("vm.createContext()");
}
export function runInContext(): never {
  return refuseContext("vm.runInContext()");
}
export function runInNewContext(): never {
  return refuseContext("vm.runInNewContext()");
}
export function measureMemory(): never {
  return refuseContext("vm.measureMemory()");
}

export function isContext(value: unknown): boolean {
  validateObject(value, "object", { allowArray: true, allowFunction: true } as never);
  return false;
}

export const constants: object = Object.freeze({
  __proto__: null,
  USE_MAIN_CONTEXT_DEFAULT_LOADER: Symbol("vm_dynamic_import_main_context_default"),
  DONT_CONTEXTIFY: Symbol("vm_context_no_contextify"),
});

export default {
  Script, compileFunction, constants, createContext, createScript, isContext, measureMemory, runInContext, runInNewContext, runInThisContext,
};
