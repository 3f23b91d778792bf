// ES modules that are loaded when they are asked for. The record is what their code calls `$r`, as a chunk's is.

import { load } from "waypost-internal:internal/loader/bootstrap";
import { builtinNamespace } from "waypost-internal:internal/loader/loader";
import { nodeError } from "waypost-internal:internal/errors/errors";
import { loadFile, type Module } from "waypost-internal:internal/modules/common_js";
import { helperNamespace } from "waypost-internal:internal/modules/decorator_helpers";
import { namespaceOfCommonJs } from "waypost-internal:internal/modules/interop";
import { place } from "waypost-internal:internal/modules/resolve";
import { pathToFileURL } from "waypost-internal:node/url/url";
import { dirname } from "waypost-internal:node/path/path";
import { op_modules_factory, op_modules_open, type OpenedModule } from "waypost-native:internal/modules";

type Namespace = Record<string, unknown>;

/** A static import: another record, a CommonJS module that runs in its turn, or something that is there. */
type Dependency = EsModule | { commonJs: string } | { namespace: Namespace };

const records = new Map<string, EsModule>();

/** Forgets all modules: what was loaded keeps its instances. */
export function forgetRecords(): void {
  records.clear();
  preopened.clear();
}

export class EsModule {
  readonly path: string;
  readonly namespace: Namespace = Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }) as Namespace;
  readonly #opened: OpenedModule;
  readonly #dependencies: Dependency[] = [];
  #awaits: boolean | undefined;
  #started = false;
  #running: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  #meta: object | undefined;

  constructor(path: string, opened: OpenedModule) {
    this.path = path;
    this.#opened = opened;
  }

  /** Finds what it imports, and what that imports. */
  link(): void {
    for (const specifier of this.#opened.imports ?? []) this.#dependencies.push(this.#dependency(specifier));
  }

  #dependency(specifier: string): Dependency {
    const helper = helperNamespace(specifier);
    if (helper !== undefined) return { namespace: helper };
    const found = place(specifier, this.path, true);
    if ("builtin" in found) return { namespace: builtinNamespace(found.builtin) };
    return recordOf(found.file) ?? { commonJs: found.file };
  }

  /** Whether it or something it imports awaits at top level. */
  isAsync(): boolean {
    if (this.#awaits !== undefined) return this.#awaits;
    // A cycle is as asynchronous as the rest of it.
    const seen = new Set<EsModule>();
    const visit = (module: EsModule): boolean => {
      if (seen.has(module)) return false;
      seen.add(module);
      if (module.#opened.awaits === true) return true;
      return module.#dependencies.some((one) => one instanceof EsModule && visit(one));
    };
    return (this.#awaits = visit(this));
  }

  /** Runs the module once; it fails the same way each time. */
  run(): Promise<void> | undefined {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#started) return this.#running;
    this.#started = true;
    try {
      const waits = this.#dependencies.some((one) => one instanceof EsModule && one.isAsync());
      const factory = op_modules_factory(this.#opened.id as number, waits);
      const running = factory(this, load("internal/async_context/async_context").runtime) as Promise<void> | undefined;
      if (running !== undefined) this.#running = running;
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
    return this.#running;
  }

  // ---- what the module's code calls ----

  x(getters: { [name: string]: () => unknown }): void {
    for (const name of Object.keys(getters)) {
      Object.defineProperty(this.namespace, name, { get: getters[name] as () => unknown, enumerable: true, configurable: true });
    }
  }

  d(): void | Promise<void> {
    let waiting: Promise<void>[] | undefined;
    for (const one of this.#dependencies) {
      if (one instanceof EsModule) {
        const running = one.run();
        if (running !== undefined) (waiting ??= []).push(running);
      } else if ("commonJs" in one) loadFile(one.commonJs);
    }
    return waiting === undefined ? undefined : Promise.all(waiting).then(() => undefined);
  }

  i(index: number): Namespace {
    const one = this.#dependencies[index] as Dependency;
    if (one instanceof EsModule) return one.namespace;
    if ("namespace" in one) return one.namespace;
    return commonJsNamespace(loadFile(one.commonJs));
  }

  e(index: number): void {
    const from = this.i(index);
    for (const name of Object.keys(from)) {
      if (name === "default" || name === "module.exports" || name in this.namespace) continue;
      Object.defineProperty(this.namespace, name, { get: () => from[name], enumerable: true, configurable: true });
    }
  }

  m(specifier: unknown): Promise<Namespace> {
    return importFrom(this.path, specifier);
  }

  /** `import.meta`. */
  get meta(): object {
    if (this.#meta !== undefined) return this.#meta;
    const { path } = this;
    return (this.#meta = {
      __proto__: null,
      dirname: dirname(path),
      filename: path,
      main: false,
      resolve: (specifier: unknown): string => {
        const found = place(`${specifier as string}`, path, true);
        return "builtin" in found ? found.builtin : pathToFileURL(found.file).href;
      },
      url: pathToFileURL(path).href,
    });
  }
}

const commonJsNamespaces = new WeakMap<Module, { of: unknown; namespace: Namespace }>();

/** The namespace of a CommonJS module, made anew while it is not complete. */
function commonJsNamespace(module: Module): Namespace {
  const known = commonJsNamespaces.get(module);
  if (known !== undefined && module.loaded && known.of === module.exports) return known.namespace;
  const namespace = namespaceOfCommonJs(module);
  if (module.loaded) commonJsNamespaces.set(module, { of: module.exports, namespace });
  return namespace;
}

/** The record of a file, linked; undefined when it is no ES module. */
export function recordOf(path: string): EsModule | undefined {
  const known = records.get(path);
  if (known !== undefined) return known;
  if (path.endsWith(".json") || path.endsWith(".node") || path.endsWith(".cjs") || preopened.has(path)) return undefined;
  const opened = op_modules_open(path);
  if (opened.kind !== "module") {
    preopened.set(path, opened);
    return undefined;
  }
  const record = new EsModule(path, opened);
  records.set(path, record);
  try {
    record.link();
  } catch (error) {
    records.delete(path);
    throw error;
  }
  return record;
}

/** CommonJS files that were opened to see what they are. */
const preopened = new Map<string, OpenedModule>();

/** What `recordOf` opened, else the file now. */
export function openFile(path: string): OpenedModule {
  const opened = preopened.get(path);
  if (opened === undefined) return op_modules_open(path);
  preopened.delete(path);
  return opened;
}

/** The namespace of an ES module that is not to wait for anything: `require` of it. */
export function runNow(record: EsModule): Namespace {
  if (record.isAsync()) {
    const message = `require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level await comes from, look into ${record.path}`;
    throw nodeError(Error, "ERR_REQUIRE_ASYNC_MODULE", message);
  }
  record.run();
  return record.namespace;
}

/** `import(specifier)` in the module at `from`. */
export async function importFrom(from: string, specifier: unknown): Promise<Namespace> {
  const name = `${specifier as string}`;
  if (name.startsWith("data:")) return importData(name);
  const found = place(name, from, true);
  if ("builtin" in found) return builtinNamespace(found.builtin);
  return importFile(found.file);
}

/** The namespace of a file. */
export async function importFile(path: string): Promise<Namespace> {
  const record = recordOf(path);
  if (record === undefined) return commonJsNamespace(loadFile(path));
  await record.run();
  return record.namespace;
}

/** `import("data:application/json,...")`; code in URLs is not loaded. */
function importData(url: string): Namespace {
  const match = /^data:application\/json(;base64)?,(.*)$/s.exec(url);
  if (match === null) {
    throw nodeError(Error, "ERR_UNSUPPORTED_ESM_URL_SCHEME", "waypost loads code from files only, not from data: URLs");
  }
  const text = match[1] === undefined ? decodeURIComponent(match[2]!) : atob(match[2]!);
  return namespaceOfCommonJs({ exports: JSON.parse(text) });
}
