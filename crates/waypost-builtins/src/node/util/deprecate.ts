// util.deprecate: a function that warns once when it is first called.

import { validateString } from "waypost-internal:internal/validators/validators";
import { process } from "waypost-internal:node/process/process";

const warned: Set<string> = new Set();

type Callable = (...args: never[]) => unknown;

export function deprecate<T extends Callable>(target: T, message: string, code?: string, options: { modifyPrototype?: boolean } = {}): T {
  if (code !== undefined) validateString(code, "code");
  if (process.noDeprecation === true) return target;
  let isDone = false;
  const deprecated = function (this: unknown, ...args: never[]): unknown {
    if (process.noDeprecation !== true && !isDone) {
      isDone = true;
      warnOnce(message, code, deprecated);
    }
    if (new.target) return Reflect.construct(target, args, new.target);
    return Reflect.apply(target, this, args);
  };
  if (options.modifyPrototype !== false) {
    Object.setPrototypeOf(deprecated, target);
    // `new` and `instanceof` go on as with the function itself.
    if ((target as { prototype?: unknown }).prototype) deprecated.prototype = (target as { prototype: unknown }).prototype;
  }
  return deprecated as unknown as T;
}

function warnOnce(message: string, code: string | undefined, source: unknown): void {
  if (code === undefined) {
    process.emitWarning(message, "DeprecationWarning", source);
    return;
  }
  if (warned.has(code)) return;
  warned.add(code);
  process.emitWarning(message, "DeprecationWarning", code, source);
}
