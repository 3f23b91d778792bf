// Classes that old programs call without `new`, as Node.js allows for those of node:crypto.

type Constructor = new (...args: never[]) => object;

/** The class as a function that makes an instance however it is called. */
export function callable<C extends Constructor>(constructor: C): C {
  const called = function (...args: unknown[]): object {
    return Reflect.construct(constructor, args, new.target ?? called) as object;
  };
  for (const key of Reflect.ownKeys(constructor)) {
    if (key === "prototype") continue;
    Object.defineProperty(called, key, Object.getOwnPropertyDescriptor(constructor, key)!);
  }
  Object.defineProperty(called, "prototype", { value: constructor.prototype, writable: false, enumerable: false });
  Object.defineProperty(constructor.prototype, "constructor", { value: called, writable: true, configurable: true });
  Object.setPrototypeOf(called, Object.getPrototypeOf(constructor) as object);
  return called as unknown as C;
}
