// `queueMicrotask` and `reportError`: work for the next microtask checkpoint, and the one place
// where an exception nobody can catch is handed to the process.
//
// Errors go where Node.js sends those of its event targets: to `uncaughtException`.

import {
  current,
  nativeResolve,
  nativeThen,
  setCurrent,
} from "waypost-internal:internal/async_context/async_context";
import { uncaughtException } from "waypost-internal:internal/event_loop/uncaught";
import { codedTypeError, requireArguments } from "waypost-internal:internal/web_interface/web_interface";

type Reporter = (error: unknown) => void;

let reporter: Reporter = (error: unknown): void => uncaughtException(error);

/** Replaces what `reportError` does with an error; returns what it did before. */
export function setErrorReporter(report: Reporter): Reporter {
  const before = reporter;
  reporter = report;
  return before;
}

/**
 * Reports an exception that left a callback no caller waits for.
 * https://html.spec.whatwg.org/#report-an-exception
 */
export function reportError(error: unknown): void {
  requireArguments(arguments.length, 1, "reportError");
  reporter(error);
}

// https://html.spec.whatwg.org/#dom-queuemicrotask
export function queueMicrotask(callback: () => void): void {
  requireArguments(arguments.length, 1, "queueMicrotask");
  if (typeof callback !== "function") {
    throw codedTypeError("ERR_INVALID_ARG_TYPE", 'The "callback" argument must be of type function');
  }
  const frame = current();
  nativeThen(nativeResolve(undefined), () => {
    setCurrent(frame);
    try {
      callback();
    } catch (error) {
      reporter(error);
    } finally {
      setCurrent(undefined);
    }
  });
}
