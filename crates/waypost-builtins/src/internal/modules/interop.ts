// How the two kinds of module see each other.

type Namespace = Record<string, unknown>;

function emptyNamespace(): Namespace {
  return Object.create(null, { [Symbol.toStringTag]: { value: "Module" } }) as Namespace;
}

function define(namespace: Namespace, name: string, get: () => unknown): void {
  Object.defineProperty(namespace, name, { get, enumerable: true, configurable: true });
}

/** Names that `exports` can be asked for. */
function namesOf(exports: unknown): string[] {
  if ((typeof exports !== "object" && typeof exports !== "function") || exports === null) return [];
  const names = new Set<string>();
  for (const name of Object.getOwnPropertyNames(exports)) {
    if (typeof exports === "function" && (name === "prototype" || name === "length" || name === "name" || name === "arguments" || name === "caller")) continue;
    names.add(name);
  }
  return [...names];
}

/** What an ES module sees of a CommonJS module: `default` is what it exports, as on Node. */
export function namespaceOfCommonJs(holder: { exports: unknown }): Namespace {
  const namespace = emptyNamespace();
  for (const name of namesOf(holder.exports)) {
    if (name !== "default") define(namespace, name, () => (holder.exports as Namespace)[name]);
  }
  define(namespace, "default", () => holder.exports);
  define(namespace, "module.exports", () => holder.exports);
  return namespace;
}

/** What a bundled module sees of it: `default` of what was an ES module is its default, as bundlers have it. */
export function bundledNamespaceOf(holder: { exports: unknown }): Namespace {
  const namespace = namespaceOfCommonJs(holder);
  const exports = holder.exports as Namespace | null | undefined;
  if (typeof exports === "object" && exports !== null && exports.__esModule) define(namespace, "default", () => exports.default);
  return namespace;
}

const faces = new WeakMap<Namespace, unknown>();

/** What `require` of an ES module gives. https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require */
export function requiredFace(namespace: Namespace): unknown {
  if ("module.exports" in namespace) return namespace["module.exports"];
  if (!("default" in namespace) || "__esModule" in namespace) return namespace;
  let face = faces.get(namespace);
  if (face === undefined) {
    const made = emptyNamespace();
    for (const name of Object.keys(namespace)) define(made, name, () => namespace[name]);
    define(made, "__esModule", () => true);
    faces.set(namespace, (face = made));
  }
  return face;
}
