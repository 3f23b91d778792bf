// node:module. The module is the `Module` constructor itself, with its functions on it.

import { publicSpecifiers } from "waypost-internal:internal/loader/bootstrap";
import { isBuiltin as isKnownBuiltin } from "waypost-internal:internal/loader/loader";
import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { Module } from "waypost-internal:internal/modules/common_js";
import { createRequire as createRequireOf, type RequireFunction } from "waypost-internal:internal/modules/require";
import { modulePath } from "waypost-internal:internal/modules/resolve";
import { dirname } from "waypost-internal:node/path/path";
import fs from "waypost-internal:node/fs/fs";

const WITH_PREFIX_ONLY: string[] = ["node:sea", "node:sqlite", "node:test", "node:test/reporters"];

/** Node's modules without their prefix. */
export const builtinModules: string[] = publicSpecifiers()
  .filter((specifier) => specifier.startsWith("node:") && !WITH_PREFIX_ONLY.includes(specifier))
  .map((specifier) => specifier.slice("node:".length))
  .sort();

export function isBuiltin(specifier: unknown): boolean {
  if (typeof specifier !== "string") return false;
  if (specifier.startsWith("next/") || specifier.startsWith("@next/")) return false;
  return specifier.startsWith("node:") ? isKnownBuiltin(specifier) && publicSpecifiers().includes(specifier) : builtinModules.includes(specifier);
}

export function createRequire(filename: unknown): RequireFunction {
  return createRequireOf(filename);
}

/** The nearest `package.json` of a module. */
export function findPackageJSON(specifier: unknown, base?: unknown): string | undefined {
  const isPath = typeof specifier === "string" && !specifier.startsWith(".") && !specifier.startsWith("/") && !specifier.startsWith("file:");
  const start = isPath ? createRequireOf(base).resolve(specifier) : modulePath(specifier);
  const exists = fs.existsSync as (path: string) => boolean;
  for (let folder = dirname(start); ; folder = dirname(folder)) {
    const file = folder === "/" ? "/package.json" : `${folder}/package.json`;
    if (exists(file)) return file;
    if (folder === "/") return undefined;
  }
}

/** Bindings of builtins are read when they are used: they are in step by themselves. */
export function syncBuiltinESMExports(): void {}

export function findSourceMap(): undefined {
  return undefined;
}

/** Loader hooks run in a thread of their own on Node; there is none. */
export function register(): never {
  throw nodeError(Error, "ERR_WAYPOST_NOT_AVAILABLE", "module.register() is not available in waypost: modules are compiled when the project is built");
}

export function registerHooks(): never {
  throw nodeError(Error, "ERR_WAYPOST_NOT_AVAILABLE", "module.registerHooks() is not available in waypost: modules are compiled when the project is built");
}

const WRAPPER: [string, string] = ["(function (exports, require, module, __filename, __dirname) { ", "\n});"];

export function wrap(script: string): string {
  return WRAPPER[0] + script + WRAPPER[1];
}

/** Nothing is kept between runs of V8's compiler, which is not here. */
export function enableCompileCache(): { status: number } {
  return { status: constants.compileCacheStatus.DISABLED };
}
export function getCompileCacheDir(): undefined {
  return undefined;
}
export function flushCompileCache(): void {}

export const constants: { compileCacheStatus: Record<string, number> } = Object.freeze({
  compileCacheStatus: Object.freeze({ FAILED: 0, ENABLED: 1, ALREADY_ENABLED: 2, DISABLED: 3 }),
});

/** A source map, as `findSourceMap` would give it. */
export class SourceMap {
  readonly payload: unknown;
  constructor(payload: unknown) {
    if (typeof payload !== "object" || payload === null) throw new codes.ERR_INVALID_ARG_TYPE!("payload", "Object", payload);
    this.payload = payload;
  }
}

/** The first file of a program: a worker has none. */
export function runMain(): never {
  throw new codes.ERR_WORKER_SHARED!("module.runMain()");
}

const _load = Module._load;
const _resolveFilename = Module._resolveFilename;
const _nodeModulePaths = Module._nodeModulePaths;
const { _cache, _extensions, _pathCache } = Module;
const globalPaths: string[] = [];

Object.assign(Module, {
  builtinModules, createRequire, isBuiltin, findPackageJSON, syncBuiltinESMExports, findSourceMap, register, registerHooks, wrap,
  wrapper: WRAPPER, enableCompileCache, getCompileCacheDir, flushCompileCache, constants, SourceMap, runMain, globalPaths,
  _initPaths(): void {},
  _preloadModules(): void {},
  _findPath: (request: string, paths: string[]): string | false => {
    try {
      return createRequireOf(`${paths[0] ?? ""}/noop.js`).resolve(request);
    } catch {
      return false;
    }
  },
  Module,
});

export { Module, _cache, _extensions, _load, _nodeModulePaths, _pathCache, _resolveFilename, globalPaths };
export default Module;
