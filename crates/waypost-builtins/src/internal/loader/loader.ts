// Loads the chunks of an app image: links imports to chunks and builtins, runs each chunk once,
// gives dynamic imports their namespace.
//
// A chunk's factory registers its exports as getters before its dependencies run, so bindings
// are live and cycles between chunks see what is already there.

import { load, publicScript } from "waypost-internal:internal/loader/bootstrap";
import { missingModule, withMissingMembers } from "waypost-internal:internal/loader/missing";
import { pathToFileURL } from "waypost-internal:node/url/url";

type Namespace = Record<string, unknown>;

/** Where an import of a chunk leads: another chunk by index, or a builtin by specifier. */
export type Target = number | string;

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
      if (typeof target !== "number") continue;
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
      return this.#namespaceOf(target);
    }
    return importByName(name);
  }

  /** What the bundler's rewrites of `import.meta`, `require` and `import()` ask for. */
  readonly meta: typeof CHUNK_META = CHUNK_META;

  #namespaceOf(target: Target): Namespace {
    if (typeof target === "number") return this.#graph.record(target).namespace;
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

  /** What `createRequire` gives for a file: builtins; everything else was bundled by name. */
  requireOf(file: string): RequireFunction {
    return createRequireFor(file);
  },

  builtin(name: string): unknown {
    return requireBuiltin(name);
  },

  async importFrom(file: string, specifier: unknown): Promise<Namespace> {
    return importByName(`${specifier as string}`, file);
  },

  missing(name: string, importer: string): Namespace {
    return missingModule(name, importer);
  },
};

export interface RequireFunction {
  (specifier: string): unknown;
  resolve(specifier: string): string;
  cache: Record<string, unknown>;
}

/** A `require` that knows builtins and says so when asked for anything else. */
export function createRequireFor(file: string): RequireFunction {
  const require = (specifier: string): unknown => {
    if (isBuiltin(specifier)) return requireBuiltin(specifier);
    throw notFound(specifier, file);
  };
  const resolve = (specifier: string): string => {
    if (isBuiltin(specifier)) return specifier;
    // Where a file would lie: what `next.config` says of its cache handlers.
    if (/^\.{0,2}\//.test(specifier)) return beside(absolutePath(file), specifier);
    throw notFound(specifier, file);
  };
  return Object.assign(require, { resolve, cache: {} });
}

/** A path that is written as seen from a file. */
function beside(file: string, path: string): string {
  const parts = path.startsWith("/") ? [] : file.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return `/${parts.filter((part) => part !== "").join("/")}`;
}

function absolutePath(file: string): string {
  return file.startsWith("/") ? file : `${projectRoot}/${file}`;
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
    script === undefined ? missingModule(specifier) : withMissingMembers(specifier, load(script));
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
  return publicScript(specifier) !== undefined || specifier.startsWith("node:");
}

/** `import()` of a name that was not known when the project was built. */
function importByName(name: string, importer = "the project"): Namespace {
  if (isBuiltin(name)) return builtinNamespace(name);
  throw notFound(name, importer, "ERR_MODULE_NOT_FOUND");
}

function notFound(name: string, importer: string, code = "MODULE_NOT_FOUND"): Error {
  const error: Error & { code?: string } = new Error(
    `Cannot find module '${name}', asked for by ${importer}: only modules whose literal name was known when the project was built can be loaded`,
  );
  error.code = code;
  return error;
}
