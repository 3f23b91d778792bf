// The errors of `fetch`, with the classes and codes that Node.js programs look for.

import type { NativeFailure } from "waypost-native:web/fetch";

/** What `fetch` rejects with when no response could be had. */
export function fetchFailed(cause: unknown): TypeError {
  return new TypeError("fetch failed", { cause });
}

/** What reading a response's body rejects with when the connection breaks off. */
export function terminated(cause: unknown): TypeError {
  return new TypeError("terminated", { cause });
}

type ErrorRecord = Error & Record<string, unknown>;

/** The error of a failure that Rust told. */
export function failureError(failure: NativeFailure): Error {
  const { name, message, code, errors, ...rest } = failure;
  const error = (
    errors === undefined ? new Error(message) : new AggregateError(errors.map(failureError), message)
  ) as ErrorRecord;
  if (error.name !== name) {
    Object.defineProperty(error, "name", { value: name, configurable: true, writable: true });
  }
  error.code = code;
  return Object.assign(error, rest);
}

/** An argument that cannot be sent, in undici's words. */
export function invalidArgument(message: string): Error {
  return failureError({ name: "InvalidArgumentError", message, code: "UND_ERR_INVALID_ARG" });
}
