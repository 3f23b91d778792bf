// The first script of a realm: the lazy loader of builtins and the lazy globals.
//
// It imports nothing. A builtin's factory gets its exports object, a function that loads an
// import at first use, the native object of its folder, and the async-context runtime.

interface Tables {
  /** Public specifier -> script. */
  public: Record<string, string>;
  /** Global name -> script. */
  globals: Record<string, string>;
  evaluate(script: string): Factory | undefined;
  imports(script: string): string[];
  native(script: string): object;
}

type Exports = Record<string, unknown>;
type Factory = (exports: Exports, load: (index: number) => Exports, native: object, context: unknown) => void;

interface Installed {
  load(script: string): Exports;
  domException(message: string, name: string): unknown;
}

const CONTEXT_SCRIPT = "internal/async_context/async_context";

let tables: Tables;
let context: unknown;
const loaded = new Map<string, Exports>();

/** The exports of a builtin script, evaluated at the first call. */
export function load(script: string): Exports {
  const known = loaded.get(script);
  if (known !== undefined) return known;
  const factory = tables.evaluate(script);
  if (factory === undefined) throw new Error(`waypost has no builtin script "${script}"`);
  const exports: Exports = {};
  loaded.set(script, exports);
  const imports = tables.imports(script);
  const cache: (Exports | undefined)[] = new Array(imports.length).fill(undefined);
  const importAt = (index: number): Exports =>
    cache[index] ?? (cache[index] = load(imports[index] as string));
  factory(exports, importAt, tables.native(script), context);
  return exports;
}

/** The script behind a specifier that users import, or undefined when we offer none. */
export function publicScript(specifier: string): string | undefined {
  const scripts = tables.public;
  if (Object.hasOwn(scripts, specifier)) return scripts[specifier];
  const prefixed = `node:${specifier}`;
  if (Object.hasOwn(scripts, prefixed)) return scripts[prefixed];
  if (specifier.startsWith("next/") && specifier.endsWith(".js")) {
    const bare = specifier.slice(0, -3);
    if (Object.hasOwn(scripts, bare)) return scripts[bare];
  }
  return undefined;
}

/** The specifiers that users can import. */
export function publicSpecifiers(): string[] {
  return Object.keys(tables.public);
}

/** A global that is loaded when first read and then an ordinary property. */
function defineGlobal(name: string, script: string): void {
  const define = (target: unknown, value: unknown): void => {
    Object.defineProperty(target, name, {
      value,
      writable: true,
      enumerable: target !== globalThis,
      configurable: true,
    });
  };
  Object.defineProperty(globalThis, name, {
    get(): unknown {
      const value = load(script)[name];
      define(globalThis, value);
      return value;
    },
    // What inherits from the global object (the polyfill of `cross-fetch`) gets a property of its own. The engine passes
    // no receiver where only a name is assigned.
    set(this: unknown, value: unknown): void {
      define(this ?? globalThis, value);
    },
    enumerable: false,
    configurable: true,
  });
}

/** The engine's namespace, before it becomes a lazy global of ours. */
export const engineWebAssembly: unknown = (globalThis as { WebAssembly?: unknown }).WebAssembly;

export function install(given: Tables): Installed {
  tables = given;
  loaded.set("internal/loader/bootstrap", { load, publicScript, publicSpecifiers, engineWebAssembly });
  context = load(CONTEXT_SCRIPT).runtime;
  (load("internal/errors/json_parse").installJsonParse as () => void)();
  (load("internal/errors/json_stringify").installJsonStringify as () => void)();
  for (const name in tables.globals) defineGlobal(name, tables.globals[name] as string);
  Object.defineProperty(globalThis, Symbol.toStringTag, { value: "global", configurable: true });
  for (const name of ["global", "self"]) {
    Object.defineProperty(globalThis, name, {
      value: globalThis,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }
  return {
    load,
    domException(message: string, name: string): unknown {
      const make = load("web/dom_exception/dom_exception").DOMException as new (
        message: string,
        name: string,
      ) => unknown;
      return new make(message, name);
    },
  };
}
