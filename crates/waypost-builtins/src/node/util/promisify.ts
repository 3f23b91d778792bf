// util.promisify and util.callbackify.

import { codes, type NodeError } from "waypost-internal:internal/errors/errors";
import { validateFunction } from "waypost-internal:internal/validators/validators";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { process } from "waypost-internal:node/process/process";

type Callable = (this: unknown, ...args: unknown[]) => unknown;

export const customPromisify: symbol = Symbol.for("nodejs.util.promisify.custom");
/** On a function: the names of its callback's values, when there are several. */
export const customPromisifyArgs: unique symbol = Symbol("customPromisifyArgs");

function promisifyFunction(original: Callable): Callable {
  validateFunction(original, "original");
  const own = (original as unknown as Record<symbol, unknown>)[customPromisify];
  if (own) {
    validateFunction(own, "The \"util.promisify.custom\" property");
    return Object.defineProperty(own, customPromisify, { value: own, configurable: true }) as unknown as Callable;
  }
  const names = (original as unknown as Record<symbol, string[] | undefined>)[customPromisifyArgs];
  const promisified = function (this: unknown, ...args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const returned = Reflect.apply(original, this, [
        ...args,
        (error: unknown, ...values: unknown[]): void => {
          if (error) reject(error);
          else if (names !== undefined && values.length > 1) {
            resolve(Object.fromEntries(names.map((name, i) => [name, values[i]])));
          } else resolve(values[0]);
        },
      ]);
      if (returned instanceof Promise) {
        process.emitWarning(
          "Calling promisify on a function that returns a Promise is likely a mistake.",
          "DeprecationWarning",
          "DEP0174",
        );
      }
    });
  };
  Object.setPrototypeOf(promisified, Object.getPrototypeOf(original) as object);
  Object.defineProperty(promisified, customPromisify, { value: promisified, configurable: true });
  const descriptors = Object.getOwnPropertyDescriptors(original);
  for (const descriptor of Object.values(descriptors)) Object.setPrototypeOf(descriptor, null);
  return Object.defineProperties(promisified, descriptors);
}

interface Promisify {
  (original: Callable): Callable;
  custom: symbol;
}
export const promisify: Promisify = Object.assign(promisifyFunction, { custom: customPromisify });
Object.defineProperty(promisify, "name", { value: "promisify", configurable: true });

export function callbackify(original: Callable): Callable {
  validateFunction(original, "original");
  function callbackified(this: unknown, ...args: unknown[]): void {
    const callback = args.pop();
    validateFunction(callback, "last argument");
    const done = (callback as Callable).bind(this);
    (Reflect.apply(original, this, args) as Promise<unknown>).then(
      (value) => nextTick(done as never, null, value),
      (reason: unknown) => nextTick(rejectWith as never, reason, done),
    );
  }
  const descriptors = Object.getOwnPropertyDescriptors(original) as PropertyDescriptorMap;
  // The callback is one parameter more.
  if (typeof descriptors.length?.value === "number") descriptors.length.value++;
  if (typeof descriptors.name?.value === "string") descriptors.name.value += "Callbackified";
  for (const descriptor of Object.values(descriptors)) Object.setPrototypeOf(descriptor, null);
  return Object.defineProperties(callbackified, descriptors);
}

function rejectWith(reason: unknown, callback: Callable): unknown {
  if (reason) return callback(reason);
  // A callback takes a falsy reason for success.
  const error = new codes.ERR_FALSY_VALUE_REJECTION!() as NodeError & { reason: unknown };
  error.reason = reason;
  return callback(error);
}

/** Gives a function the form that `promisify` makes of it, under the function's own name. */
export function defineCustomPromisified(original: object, name: string, promised: Function, enumerable: boolean = false): void {
  Object.defineProperty(promised, "name", { value: name, configurable: true });
  Object.defineProperty(original, customPromisify, { value: promised, configurable: true, enumerable });
}
