// The little test library of the `_test.ts` files: they run inside the VM, where no test runner exists.

/** One finished test; `error` is its stack when it failed. */
export interface TestResult {
  name: string;
  error?: string;
}

interface Test {
  name: string;
  body: () => unknown;
}

const registered: Test[] = [];

/** Registers a test; `runTests` runs it. */
export function test(name: string, body: () => unknown): void {
  registered.push({ name, body });
}

/** Runs what was registered, one after the other, in the order of registration. */
export async function runTests(): Promise<TestResult[]> {
  const results: TestResult[] = [];
  for (const { name, body } of registered.splice(0)) {
    try {
      await body();
      results.push({ name });
    } catch (error) {
      results.push({ name, error: reasonOf(error) });
    }
  }
  return results;
}

function reasonOf(error: unknown): string {
  if (typeof error !== "object" || error === null || !("message" in error)) return String(error);
  const { name, message, stack } = error as Error;
  return `${name}: ${message}\n${stack ?? ""}`;
}

export class AssertionFailure extends Error {
  override name: string = "AssertionFailure";
}

export function fail(message: string): never {
  throw new AssertionFailure(message);
}

export function assert(condition: unknown, message: string = "expected a true value"): asserts condition {
  if (!condition) fail(message);
}

/** Deep equality with prototypes, symbols and `Object.is` for primitives. */
export function assertEquals(actual: unknown, expected: unknown, message?: string): void {
  const where = difference(actual, expected, "", []);
  if (where === undefined) return;
  fail(`${message === undefined ? "" : `${message}: `}values differ${where}\nactual: ${show(actual)}\nexpected: ${show(expected)}`);
}

export function assertNotEquals(actual: unknown, expected: unknown, message: string = "values are equal"): void {
  if (difference(actual, expected, "", []) === undefined) fail(`${message}: ${show(actual)}`);
}

type ErrorShape = (new (...args: never[]) => unknown) | RegExp | string | Record<string, unknown> | undefined;

/** The thrown error must match: a class, a text of the message, a pattern, or an object of properties. */
export function assertThrows(body: () => unknown, shape?: ErrorShape): unknown {
  try {
    body();
  } catch (error) {
    checkShape(error, shape);
    return error;
  }
  return fail("expected the function to throw");
}

export async function assertRejects(body: (() => unknown) | Promise<unknown>, shape?: ErrorShape): Promise<unknown> {
  try {
    await (typeof body === "function" ? body() : body);
  } catch (error) {
    checkShape(error, shape);
    return error;
  }
  return fail("expected the promise to be rejected");
}

function checkShape(error: unknown, shape: ErrorShape): void {
  if (shape === undefined) return;
  const message = String((error as Error | undefined)?.message ?? error);
  if (typeof shape === "function") {
    if (!(error instanceof shape)) fail(`expected ${shape.name}, got ${show(error)}`);
  } else if (typeof shape === "string") {
    if (!message.includes(shape)) fail(`expected a message with ${JSON.stringify(shape)}, got ${JSON.stringify(message)}`);
  } else if (shape instanceof RegExp) {
    if (!shape.test(message)) fail(`expected a message like ${shape}, got ${JSON.stringify(message)}`);
  } else {
    for (const key of Object.keys(shape)) {
      assertEquals((error as Record<string, unknown>)[key], shape[key], `error.${key}`);
    }
  }
}

/** `undefined` when equal, else where the first difference is. */
function difference(a: unknown, b: unknown, path: string, seen: [object, object][]): string | undefined {
  if (Object.is(a, b)) return undefined;
  const here = path === "" ? "" : ` at ${path}`;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return here === "" ? " " : here;
  if (seen.some(([x, y]) => x === a && y === b)) return undefined;
  seen.push([a, b]);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return `${here} (prototypes)`;
  const special = specialDifference(a, b, path, seen);
  if (special !== undefined) return special === "" ? undefined : special;
  const keys = Reflect.ownKeys(a).filter((key) => isEnumerable(a, key));
  const others = Reflect.ownKeys(b).filter((key) => isEnumerable(b, key));
  if (keys.length !== others.length) return `${here} (keys)`;
  for (const key of keys) {
    if (!isEnumerable(b, key)) return `${path}.${String(key)}`;
    const found = difference(
      (a as Record<PropertyKey, unknown>)[key],
      (b as Record<PropertyKey, unknown>)[key],
      `${path}.${String(key)}`,
      seen,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** For classes whose content is not in properties: "" equal, a place when not, `undefined` when ordinary. */
function specialDifference(a: object, b: object, path: string, seen: [object, object][]): string | undefined {
  const here = ` at ${path === "" ? "the top" : path}`;
  if (a instanceof Date) return a.getTime() === (b as Date).getTime() ? "" : here;
  if (a instanceof RegExp) return String(a) === String(b) ? "" : here;
  if (a instanceof Error) return a.message === (b as Error).message && a.name === (b as Error).name ? "" : here;
  if (a instanceof Map || a instanceof Set) {
    return difference([...a], [...(b as Set<unknown>)], path, seen) ?? "";
  }
  if (a instanceof ArrayBuffer) {
    return difference([...new Uint8Array(a)], [...new Uint8Array(b as ArrayBuffer)], path, seen) ?? "";
  }
  if (ArrayBuffer.isView(a) && !(a instanceof DataView)) {
    return difference([...(a as unknown as Iterable<unknown>)], [...(b as unknown as Iterable<unknown>)], path, seen) ?? "";
  }
  return undefined;
}

function isEnumerable(object: object, key: PropertyKey): boolean {
  return Object.prototype.propertyIsEnumerable.call(object, key);
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    const text = JSON.stringify(value, (_key, inner: unknown) => {
      if (inner === undefined) return "<undefined>";
      if (typeof inner === "bigint") return `${inner}n`;
      if (typeof inner === "function" || typeof inner === "symbol") return `<${String(inner).slice(0, 40)}>`;
      if (inner instanceof Map || inner instanceof Set) return [...inner];
      return inner;
    });
    return text === undefined ? String(value) : text;
  } catch {
    return String(value);
  }
}
