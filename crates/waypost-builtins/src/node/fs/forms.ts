// The three forms of a function: sync, with a callback, as a promise. What differs between functions is how
// their arguments are checked and what is made of the result; an `Operation` says both once.

import { call, later, now, type Argument, type Callback } from "waypost-internal:node/fs/call";
import { toCallback } from "waypost-internal:node/fs/check";

/** One function of the module, in any form. */
export interface Operation {
  /** Its name in Node and in the native half. */
  name: string;
  native: string;
  /** Checks the user's arguments (without the callback) and answers the native half's. */
  prepare(args: unknown[]): Argument[];
  /** Makes the result. */
  finish?(value: never, args: unknown[]): unknown;
}

type Form = (...args: never[]) => unknown;

function named<F extends Function>(form: F, name: string, length: number): F {
  Object.defineProperty(form, "name", { value: name, configurable: true });
  Object.defineProperty(form, "length", { value: length, configurable: true });
  return form;
}

function finished(operation: Operation, value: unknown, args: unknown[]): unknown {
  return operation.finish === undefined ? undefined : operation.finish(value as never, args);
}

/** `statSync(...)`. */
export function syncForm(operation: Operation, length: number = 2): Form {
  const form = (...args: unknown[]): unknown =>
    finished(operation, now(operation.native, ...operation.prepare(args)), args);
  return named(form, `${operation.name}Sync`, length) as Form;
}

/** `stat(..., callback)`: the callback is the last argument. */
export function callbackForm(operation: Operation, length: number = 3): Form {
  const form = (...given: unknown[]): void => {
    const args = given.slice();
    while (args.length > 1 && args[args.length - 1] === undefined) args.pop();
    const last = args.length === 0 ? undefined : args.pop();
    if (typeof last !== "function") {
      // Wrong arguments are told before the missing callback, as Node does.
      operation.prepare(given);
      toCallback(last);
    }
    const callback = last as Callback;
    call(operation.native, operation.prepare(args), (error, value) => {
      if (error) return callback(error);
      if (operation.finish === undefined) return callback(null);
      return callback(null, finished(operation, value, args));
    });
  };
  return named(form, operation.name, length) as Form;
}

/** `promises.stat(...)`. */
export function promiseForm(operation: Operation, length: number = 2): Form {
  const form = async (...args: unknown[]): Promise<unknown> =>
    finished(operation, await later(operation.native, ...operation.prepare(args)), args);
  return named(form, operation.name, length) as Form;
}
