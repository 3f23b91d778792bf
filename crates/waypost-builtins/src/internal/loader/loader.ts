// Loads the chunks of an app image: links imports to chunks and builtins, runs each chunk once,
// gives dynamic imports their namespace.
//
// A chunk's factory registers its exports as getters before its dependencies run, so bindings
// are live and cycles between chunks see what is already there.

import { onStackRead } from "waypost-internal:internal/async_context/async_context";
import { load, publicScript } from "waypost-internal:internal/loader/bootstrap";
import { faceOf, isNodeModule, missingModule } from "waypost-internal:internal/loader/missing";
import { importFile, importFrom } from "waypost-internal:internal/modules/es_module";
import { createRequire, externalNamespace, forgetAll, requireExternal, type RequireFunction } from "waypost-internal:internal/modules/require";
import { prepareStack, type Prepare } from "waypost-internal:internal/errors/call_sites";
import { setImportHook } from "waypost-internal:internal/async_context/dynamic_code";
import { fileURLToPath, pathToFileURL } from "waypost-internal:node/url/url";
import { edgeAsset } from "waypost-internal:web/fetch/edge_assets";
import { URL } from "waypost-internal:web/url/url";

type Namespace = Record<string, unknown>;

/** Where an import of a chunk leads: another chunk by index, a builtin by specifier, or a file that stayed outside. */
export type Target = number | string | { external: string };

export interface ChunkInfo {
  file: string;
  /** In the order of the chunk's import indices. */
  imports: Target[];
  /** Dynamic imports by the specifier that the code names. */
  dynamic: { [specifier: string]: Target };
  isAsync: boolean;
}

/** What the native half does for the loader. */
export interface LoaderHost {
  /** The factory of a chunk. Throws what evaluation throws. */
  evaluate(index: number): ChunkFactory;
}

type ChunkFactory = (record: ChunkRecord, context: unknown) => void | Promise<void>;

/** A generation of chunks: the modules of one app image. */
export class ChunkGraph {
  readonly #chunks: ChunkInfo[];
  readonly #records: (ChunkRecord | undefined)[];
  readonly #host: LoaderHost;

  constructor(chunks: ChunkInfo[], host: LoaderHost) {
    this.#chunks = chunks;
    this.#records = new Array(chunks.length).fill(undefined);
    this.#host = host;
  }

  /** The namespace of a chunk, or a promise of it when it or a dependency awaits at top level. */
  load(index: number): Namespace | Promise<Namespace> {
    const record = this.record(index);
    const running = record.run();
    return running === undefined ? record.namespace : running.then(() => record.namespace);
  }

  record(index: number): ChunkRecord {
    let record = this.#records[index];
    if (record === undefined) {
      const info = this.#chunks[index];
      if (info === undefined) throw new Error(`the app image has no chunk ${index}`);
      record = new ChunkRecord(this, info, () => this.#host.evaluate(index));
      this.#records[index] = record;
    }
    return record;
  }
}

/** One chunk, and the `$r` that its code sees. */
export class ChunkRecord {
  readonly namespace: Namespace = Object.create(null, {
    [Symbol.toStringTag]: { value: "Module" },
  });
  readonly #graph: ChunkGraph;
  readonly #info: ChunkInfo;
  readonly #evaluate: () => ChunkFactory;
  #started = false;
  #promise: Promise<void> | undefined;
  #failed = false;
  #error: unknown;

  constructor(graph: ChunkGraph, info: ChunkInfo, evaluate: () => ChunkFactory) {
    this.#graph = graph;
    this.#info = info;
    this.#evaluate = evaluate;
  }

  /** Runs the chunk once. A failed chunk fails the same way each time, as modules do. */
  run(): Promise<void> | undefined {
    if (this.#failed) throw this.#error;
    if (this.#started) return this.#promise;
    this.#started = true;
    try {
      const running = this.#evaluate()(this, load("internal/async_context/async_context").runtime);
      if (running !== undefined) this.#promise = running as Promise<void>;
    } catch (error) {
      this.#failed = true;
      this.#error = error;
      throw error;
    }
    return this.#promise;
  }

  /** Registers live exports. */
  x(getters: { [name: string]: () => unknown }): void {
    for (const name of Object.keys(getters)) {
      Object.defineProperty(this.namespace, name, {
        get: getters[name] as () => unknown,
        enumerable: true,
        configurable: true,
      });
    }
  }

  /** Runs the static dependencies in order. */
  d(): void | Promise<void> {
    let waiting: Promise<void>[] | undefined;
    for (const target of this.#info.imports) {
      if (typeof target === "string") continue;
      if (typeof target === "object") {
        outside().externalNamespace(absolutePath(target.external));
        continue;
      }
      const running = this.#graph.record(target).run();
      if (running !== undefined) (waiting ??= []).push(running);
    }
    if (waiting === undefined) return undefined;
    const all = Promise.all(waiting).then(() => undefined);
    return all;
  }

  /** The namespace of the k-th static import. */
  i(index: number): Namespace {
    return this.#namespaceOf(this.#info.imports[index] as Target);
  }

  /** Re-exports everything of the k-th static import but its default. */
  e(index: number): void {
    const from = this.i(index);
    for (const name of Object.keys(from)) {
      if (name === "default" || name in this.namespace) continue;
      Object.defineProperty(this.namespace, name, {
        get: () => from[name],
        enumerable: true,
        configurable: true,
      });
    }
  }

  /** `import(specifier)`. */
  async m(specifier: unknown): Promise<Namespace> {
    const name = `${specifier as string}`;
    const target = Object.hasOwn(this.#info.dynamic, name) ? this.#info.dynamic[name] : undefined;
    if (target !== undefined) {
      if (typeof target === "number") return this.#graph.load(target);
      if (typeof target === "object") return importOutside(absolutePath(target.external));
      return this.#namespaceOf(target);
    }
    return importByName(name);
  }

  /** What the bundler's rewrites of `import.meta`, `require` and `import()` ask for. */
  readonly meta: typeof CHUNK_META = CHUNK_META;

  #namespaceOf(target: Target): Namespace {
    if (typeof target === "number") return this.#graph.record(target).namespace;
    if (typeof target === "object") return outside().externalNamespace(absolutePath(target.external));
    return builtinNamespace(target);
  }
}

/** `import.meta` of a chunk. A chunk holds many files, so each member is asked by file. */
const CHUNK_META = {
  /** The place of a source file, given relative to the project. */
  of(file: string): { url: string; filename: string; dirname: string } {
    const filename = absolutePath(file);
    const slash = filename.lastIndexOf("/");
    return {
      url: pathToFileURL(filename).href,
      filename,
      dirname: slash <= 0 ? "/" : filename.slice(0, slash),
    };
  },

  /** The `require` of a file: builtins, and files that are found when it is called. */
  requireOf(file: string): RequireFunction {
    let require = requires.get(file);
    if (require === undefined) requires.set(file, (require = outside().createRequire(absolutePath(file))));
    return require;
  },

  builtin(name: string): unknown {
    return requireBuiltin(name);
  },

  /** `require` of a file that stayed outside of the bundle. */
  external(file: string): unknown {
    return outside().requireExternal(absolutePath(file));
  },

  async importFrom(file: string, specifier: unknown): Promise<Namespace> {
    return importByName(`${specifier as string}`, absolutePath(file));
  },

  /** The URL by which an edge handler fetches what `name` is, seen from `file`. */
  edgeAsset(file: string, name: string): URL {
    return edgeAsset(fileURLToPath(new URL(name, pathToFileURL(absolutePath(file)))));
  },

  missing(name: string, importer: string): Namespace {
    return missingModule(name, importer);
  },
};

// ---- what is outside of the bundle ----

const requires = new Map<string, RequireFunction>();
let isLoaderUsed = false;

/** The run-time loader, whose scripts are evaluated at its first use. */
function outside(): { createRequire: typeof createRequire; externalNamespace: typeof externalNamespace; requireExternal: typeof requireExternal } {
  isLoaderUsed = true;
  return { createRequire, externalNamespace, requireExternal };
}

function importOutside(path: string): Promise<Namespace> {
  isLoaderUsed = true;
  return importFile(path);
}

/** A new app image has new modules, also those that were loaded at run time. */
export function forgetOutside(): void {
  requires.clear();
  if (isLoaderUsed) forgetAll();
}

/** `Error.captureStackTrace` hands call sites to `Error.prepareStackTrace`, as V8 does. */
function installCallSites(): void {
  const errors = Error as unknown as { captureStackTrace: (target: object, upTo?: unknown) => void; prepareStackTrace?: Prepare };
  const native = errors.captureStackTrace;
  const captureStackTrace = (target: object, upTo?: unknown): void => {
    native(target, typeof upTo === "function" ? upTo : captureStackTrace);
    const prepare = errors.prepareStackTrace;
    if (typeof prepare === "function") prepareStack(target, prepare);
  };
  Object.defineProperty(errors, "captureStackTrace", { value: captureStackTrace, writable: true, enumerable: false, configurable: true });
}

installCallSites();

onStackRead((owner, stack) => {
  const { stackAsRead } = load("internal/errors/stack") as { stackAsRead(owner: object, stack: string): string };
  return stackAsRead(owner, stack);
});

// Code made at run time imports as a file in the project's root would.
setImportHook((specifier) => importByName(`${specifier as string}`));

function absolutePath(file: string): string {
  if (file.startsWith("/")) return file;
  let root = projectRoot;
  let rest = file;
  // Packages of a workspace lie above the project. A file has one name, so that it is one module however it is reached.
  while (rest.startsWith("../")) {
    root = root.slice(0, root.lastIndexOf("/"));
    rest = rest.slice(3);
  }
  return `${root}/${rest}`;
}

let projectRoot = "";

/** Where the project lies: what `import.meta.url` and `__dirname` begin with. */
export function setProjectRoot(root: string): void {
  projectRoot = root;
}

const namespaces = new Map<string, Namespace>();

/** What user code sees when it imports a builtin: our exports, and named errors for the rest. */
export function builtinNamespace(specifier: string): Namespace {
  const known = namespaces.get(specifier);
  if (known !== undefined) return known;
  const script = publicScript(specifier);
  const namespace =
    script === undefined ? missingModule(specifier) : faceOf(specifier, load(script));
  namespaces.set(specifier, namespace);
  return namespace;
}

/** `require()` of a builtin: its CommonJS face. */
export function requireBuiltin(specifier: string): unknown {
  const namespace = builtinNamespace(specifier);
  return "default" in namespace ? namespace.default : namespace;
}

/** Whether a specifier names a builtin, offered or not. */
export function isBuiltin(specifier: string): boolean {
  return publicScript(specifier) !== undefined || isNodeModule(specifier);
}

/** `import()` of a name that was not known when the project was built. */
async function importByName(name: string, importer: string = absolutePath("[eval]")): Promise<Namespace> {
  if (isBuiltin(name)) return builtinNamespace(name);
  isLoaderUsed = true;
  return importFrom(importer, name);
}
