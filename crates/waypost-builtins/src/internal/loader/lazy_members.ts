// Members that are read when they are first asked for: how the CommonJS face of a module names what stands in other
// scripts without evaluating them.

type Readers = { readonly [name: string]: () => unknown };

/** Adds members to `object`. Each becomes an ordinary one when it is first read, and can be replaced as in Node.js. */
export function lazyMembers<T extends object>(object: T, readers: Readers, enumerable: boolean = true): T {
  for (const name of Object.keys(readers)) {
    const define = (target: object, value: unknown): void => {
      Object.defineProperty(target, name, { value, writable: true, enumerable, configurable: true });
    };
    Object.defineProperty(object, name, {
      get(): unknown {
        const value = readers[name]!();
        define(object, value);
        return value;
      },
      // What inherits from the object gets a member of its own.
      set(this: object, value: unknown): void {
        define(this, value);
      },
      enumerable,
      configurable: true,
    });
  }
  return object;
}
