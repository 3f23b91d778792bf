// Builtin modules and members that are not there: they load, and throw an error that names
// module and member when they are used, so that a package that only mentions them works.

import { KNOWN_MEMBERS } from "waypost-internal:internal/loader/known_members";

type Namespace = Record<string, unknown>;

/** The error of a builtin member that this version does not offer. */
function notOffered(path: string, importer: string | undefined): Error {
  const by = importer === undefined ? "" : ` (imported by ${importer})`;
  const error: Error & { code?: string } = new Error(
    `${path} is not available in waypost${by}; see docs/compatibility.md for what is`,
  );
  error.code = "ERR_WAYPOST_NOT_AVAILABLE";
  return error;
}

function missingMember(path: string, importer?: string): unknown {
  return standIn(path, (member) => notOffered(member, importer));
}

/** A stand-in that can be held, passed on and read through, and throws when called. */
function standIn(path: string, reason: (path: string) => unknown): unknown {
  const stand = function (): never {
    throw reason(path);
  };
  return new Proxy(stand, {
    get(target, name): unknown {
      if (typeof name === "symbol" || name === "then" || name === "toJSON") return undefined;
      if (name === "prototype" || name === "name" || name === "length") {
        return Reflect.get(target, name);
      }
      if (name in Function.prototype) return Reflect.get(target, name);
      return standIn(`${path}.${name}`, reason);
    },
    construct(): never {
      throw reason(path);
    },
  });
}

/** A module that is not there at all. */
export function missingModule(specifier: string, importer?: string): Namespace {
  const proxy: Namespace = ofMembers((name) => (name === "default" ? proxy : missingMember(`${specifier}: ${name}`, importer)));
  return proxy;
}

/** A module that could not be loaded, for those who can do without until they use it. */
export function failedModule(error: unknown): Namespace {
  return ofMembers((name) => standIn(name, () => error));
}

/** A module that has whatever it is asked for. */
function ofMembers(make: (name: string) => unknown): Namespace {
  const members = new Map<string, unknown>();
  return new Proxy({} as Namespace, {
    get(target, name): unknown {
      if (typeof name === "symbol" || name === "then" || name === "__esModule") return undefined;
      let member = members.get(name);
      if (member === undefined) members.set(name, (member = make(name)));
      return member;
    },
    has(): boolean {
      return true;
    },
  });
}

/** What an import of a module of ours sees. */
export function faceOf(specifier: string, exports: Namespace): Namespace {
  return patchableFace(specifier, withMissingMembers(specifier, exports));
}

/** The module with the members that Node has and we do not. */
function withMissingMembers(specifier: string, exports: Namespace): Namespace {
  const module = specifier.startsWith("node:") ? specifier : `node:${specifier}`;
  const known = (KNOWN_MEMBERS as Record<string, string | undefined>)[module];
  if (known === undefined) return exports;
  const absent = known.split(" ").filter((name) => !(name in exports));
  if (absent.length === 0) return exports;
  const face: Namespace = Object.create(null);
  for (const name of Object.keys(exports)) {
    Object.defineProperty(face, name, { get: () => exports[name], enumerable: true });
  }
  const common = exports.default;
  const isObject = (typeof common === "object" && common !== null) || typeof common === "function";
  for (const name of absent) {
    // A module whose face is an object with all of them, as `process`.
    if (isObject && name in common) {
      Object.defineProperty(face, name, { get: () => (common as Namespace)[name], enumerable: true });
      continue;
    }
    const member = missingMember(`${module}: ${name}`);
    Object.defineProperty(face, name, { value: member, enumerable: false });
    if (typeof common === "object" && common !== null && !(name in common)) {
      Object.defineProperty(common, name, {
        value: member,
        enumerable: false,
        writable: true,
        configurable: true,
      });
    }
  }
  return face;
}

/**
 * A module of Node.js whose members are read from what `require` gives: Next.js requires these modules, so handlers that import
 * `{ get }` of `node:http` see what a library (msw, nock, tracing) has put there in its place.
 */
function patchableFace(specifier: string, exports: Namespace): Namespace {
  const common = exports.default as Namespace | null | undefined;
  if (!isNodeModule(specifier) || ((typeof common !== "object" || common === null) && typeof common !== "function")) return exports;
  const face: Namespace = Object.create(null);
  for (const name of Object.getOwnPropertyNames(exports)) {
    const from = name !== "default" && name in common ? common : exports;
    const { enumerable } = Object.getOwnPropertyDescriptor(exports, name)!;
    Object.defineProperty(face, name, { get: () => from[name], enumerable: enumerable as boolean, configurable: true });
  }
  return face;
}

/** Whether this names a module of Node, offered here or not. */
export function isNodeModule(specifier: string): boolean {
  return specifier.startsWith("node:") || Object.hasOwn(KNOWN_MEMBERS, `node:${specifier}`);
}
