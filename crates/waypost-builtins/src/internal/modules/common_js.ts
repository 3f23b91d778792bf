// CommonJS as Node has it: `Module`, its cache, and the functions that packages replace (`_load`, `_resolveFilename`,
// `_extensions`, `prototype.require`), so that what hooks into Node's loader hooks into this one.

import { load } from "waypost-internal:internal/loader/bootstrap";
import { isBuiltin, requireBuiltin } from "waypost-internal:internal/loader/loader";
import { codes } from "waypost-internal:internal/errors/errors";
import { validateString } from "waypost-internal:internal/validators/validators";
import { loadAddon } from "waypost-internal:internal/modules/addons";
import { importFrom, openFile, recordOf, runNow } from "waypost-internal:internal/modules/es_module";
import { requiredHelper } from "waypost-internal:internal/modules/decorator_helpers";
import { requiredFace } from "waypost-internal:internal/modules/interop";
import { makeRequire } from "waypost-internal:internal/modules/require";
import { place } from "waypost-internal:internal/modules/resolve";
import { dirname, extname } from "waypost-internal:node/path/path";
import { op_modules_compile, op_modules_factory, type Factory, type OpenedModule } from "waypost-native:internal/modules";

/** One CommonJS module. */
export interface Module {
  id: string;
  path: string;
  exports: unknown;
  filename: string | null;
  loaded: boolean;
  children: Module[];
  paths: string[];
  parent: Module | null | undefined;
  require(id: string): unknown;
  load(filename: string): void;
  _compile(source: string, filename: string): unknown;
}

type Handler = (module: Module, filename: string) => void;

interface ModuleConstructor {
  new (id?: string, parent?: Module | null): Module;
  prototype: Module;
  _cache: Record<string, Module | undefined>;
  _extensions: Record<string, Handler>;
  _pathCache: Record<string, string>;
  _load(request: string, parent?: Module | null, isMain?: boolean): unknown;
  _resolveFilename(request: string, parent?: Module | null, isMain?: boolean, options?: unknown): string;
  _nodeModulePaths(from: string): string[];
  [name: string]: unknown;
}

export const Module: ModuleConstructor = function Module(this: Module, id: string = "", parent?: Module | null): void {
  this.id = id;
  this.path = dirname(id);
  this.exports = {};
  this.filename = null;
  this.loaded = false;
  this.children = [];
  this.paths = [];
  Object.defineProperty(this, "parent", { value: parent, writable: true, configurable: true, enumerable: false });
  parent?.children.push(this);
} as unknown as ModuleConstructor;

Module._cache = Object.create(null) as Record<string, Module | undefined>;
Module._pathCache = Object.create(null) as Record<string, string>;

/** Where packages are looked for, from a folder upwards. */
Module._nodeModulePaths = function _nodeModulePaths(from: string): string[] {
  const paths: string[] = [];
  for (let folder = from; ; folder = dirname(folder)) {
    if (!folder.endsWith("/node_modules")) paths.push(folder === "/" ? "/node_modules" : `${folder}/node_modules`);
    if (folder === "/" || folder === "." || folder === "") return paths;
  }
};

Module._resolveFilename = function _resolveFilename(request: string, parent?: Module | null): string {
  const found = place(request, parent?.filename ?? parent?.id ?? "/", false);
  return "builtin" in found ? found.builtin : found.file;
};

Module._load = function _load(request: string, parent?: Module | null, isMain?: boolean): unknown {
  if (request.startsWith("node:")) return requireBuiltin(request);
  const helper = requiredHelper(request);
  if (helper !== undefined) return helper;
  const filename = Module._resolveFilename(request, parent, isMain);
  if (isBuiltin(filename)) return requireBuiltin(filename);
  return loadFile(filename, parent).exports;
};

/** The module of a file, run if this is its first use. While it runs it is seen as far as it has come. */
export function loadFile(filename: string, parent?: Module | null): Module {
  const known = Module._cache[filename];
  if (known !== undefined) {
    if (parent && !parent.children.includes(known)) parent.children.push(known);
    return known;
  }
  const module = new Module(filename, parent);
  Module._cache[filename] = module;
  let isWhole = false;
  try {
    module.load(filename);
    isWhole = true;
  } finally {
    // The next use tries again, as on Node.
    if (!isWhole) {
      delete Module._cache[filename];
      const siblings = parent?.children;
      if (siblings !== undefined && siblings[siblings.length - 1] === module) siblings.pop();
    }
  }
  return module;
}

Module.prototype.load = function (this: Module, filename: string): void {
  this.filename = filename;
  this.paths = Module._nodeModulePaths(dirname(filename));
  const handler = Module._extensions[extname(filename)] ?? (Module._extensions[".js"] as Handler);
  handler(this, filename);
  this.loaded = true;
};

Module.prototype.require = function (this: Module, id: string): unknown {
  validateString(id, "id");
  if (id === "") throw new codes.ERR_INVALID_ARG_VALUE!("id", id, "must be a non-empty string");
  return Module._load(id, this, false);
};

Module.prototype._compile = function (this: Module, source: string, filename: string): unknown {
  return runFactory(this, op_modules_compile(source, filename), filename);
};

/** `$r` of a CommonJS module: it can import. */
class CommonJsRecord {
  readonly #filename: string;
  constructor(filename: string) {
    this.#filename = filename;
  }
  m(specifier: unknown): Promise<unknown> {
    return importFrom(this.#filename, specifier);
  }
}

function runFactory(module: Module, factory: Factory, filename: string): unknown {
  const { runtime } = load("internal/async_context/async_context");
  const args = [module.exports, makeRequire(module), module, filename, dirname(filename), new CommonJsRecord(filename), runtime];
  return Reflect.apply(factory, module.exports, args);
}

function runOpened(module: Module, filename: string, opened: OpenedModule): void {
  runFactory(module, op_modules_factory(opened.id as number, false), filename);
}

/** Code of any kind: what it is stands in the file. */
function loadCode(module: Module, filename: string): void {
  const record = recordOf(filename);
  if (record !== undefined) {
    module.exports = requiredFace(runNow(record));
    return;
  }
  // A package that replaced `_compile` gets the source.
  if (module._compile !== compileOfOurs) {
    module._compile(readText(filename), filename);
    return;
  }
  runOpened(module, filename, openFile(filename));
}

const compileOfOurs = Module.prototype._compile;

function readText(filename: string): string {
  const { readFileSync } = load("node/fs/fs") as { readFileSync(path: string, encoding: string): string };
  return readFileSync(filename, "utf8");
}

function loadJson(module: Module, filename: string): void {
  const { text } = openFile(filename);
  try {
    module.exports = JSON.parse(text as string);
  } catch (error) {
    (error as Error).message = `${filename}: ${(error as Error).message}`;
    throw error;
  }
}

function loadNative(module: Module, filename: string): void {
  module.exports = loadAddon(filename);
}

Module._extensions = Object.assign(Object.create(null) as Record<string, Handler>, {
  ".js": loadCode,
  ".json": loadJson,
  ".node": loadNative,
});

/** A module for code that is no file of its own: what `createRequire` and bundled files require from. */
export function moduleAt(filename: string): Module {
  const module = new Module(filename, null);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(dirname(filename));
  module.loaded = true;
  return module;
}

/** Forgets all modules. */
export function forgetModules(): void {
  for (const name of Object.keys(Module._cache)) delete Module._cache[name];
}
