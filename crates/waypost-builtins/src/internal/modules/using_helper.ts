// What compiled `using` and `await using` declarations call: resources are disposed of from the last to the first.
// https://tc39.es/proposal-explicit-resource-management/#sec-disposeresources

interface Resource {
  value: unknown;
  dispose: (() => unknown) | undefined;
  isAsync: boolean;
}

/** One block's resources: `e` is what it threw, `u` and `a` take a resource, `d` disposes of all. */
interface UsingContext {
  e: unknown;
  u(value: unknown): unknown;
  a(value: unknown): unknown;
  d(): unknown;
}

type Suppressed = new (error: unknown, suppressed: unknown) => Error;

function suppressed(error: unknown, earlier: unknown): Error {
  const { SuppressedError } = globalThis as unknown as { SuppressedError?: Suppressed };
  if (typeof SuppressedError === "function") return new SuppressedError(error, earlier);
  return Object.assign(new Error(), { name: "SuppressedError", error, suppressed: earlier });
}

/** The method that disposes of a value; what a synchronous one throws rejects where it is awaited. */
function disposer(value: object, isAsync: boolean): () => unknown {
  const methods = value as { [key: symbol]: unknown };
  const own = isAsync ? methods[Symbol.asyncDispose] : undefined;
  const method = own ?? methods[Symbol.dispose];
  if (typeof method !== "function") throw new TypeError("Object is not disposable.");
  if (!isAsync || own !== undefined) return method as () => unknown;
  return function (this: unknown): unknown {
    try {
      Reflect.apply(method, this, []);
      return undefined;
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

export function usingCtx(): UsingContext {
  const nothing = {};
  const resources: Resource[] = [];
  const use = (value: unknown, isAsync: boolean): unknown => {
    if (value === null || value === undefined) {
      if (isAsync) resources.push({ value, dispose: undefined, isAsync });
      return value;
    }
    if (Object(value) !== value) throw new TypeError("using declarations can only be used with objects, functions, null, or undefined.");
    resources.push({ value, dispose: disposer(value, isAsync), isAsync });
    return value;
  };
  return {
    e: nothing,
    u: (value) => use(value, false),
    a: (value) => use(value, true),
    d(): unknown {
      let failure: { error: unknown } | undefined = this.e === nothing ? undefined : { error: this.e };
      // Whether something was awaited, and whether an `await` without a resource still has to be.
      let mustWait = false;
      let hasWaited = false;
      const fail = (error: unknown): unknown => {
        failure = { error: failure === undefined ? error : suppressed(error, failure.error) };
        return next();
      };
      const next = (): unknown => {
        for (let one = resources.pop(); one !== undefined; one = resources.pop()) {
          try {
            if (!one.isAsync && mustWait && !hasWaited) {
              mustWait = false;
              resources.push(one);
              return Promise.resolve().then(next);
            }
            if (one.dispose === undefined) {
              mustWait = true;
              continue;
            }
            const result = Reflect.apply(one.dispose, one.value, []);
            if (one.isAsync) {
              hasWaited = true;
              return Promise.resolve(result).then(next, fail);
            }
          } catch (error) {
            return fail(error);
          }
        }
        if (mustWait && !hasWaited) return failure === undefined ? Promise.resolve() : Promise.reject(failure.error);
        if (failure !== undefined) throw failure.error;
        return undefined;
      };
      return next();
    },
  };
}
