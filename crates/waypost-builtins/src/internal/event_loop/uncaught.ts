// Errors that nobody caught: thrown from a timer, a tick, a listener, or a promise nobody
// handled. The worker goes on, as Next.js's server does: listeners of `process` hear of it,
// without one it is logged.

import { runtime } from "waypost-internal:internal/async_context/async_context";
import { console } from "waypost-internal:node/console/console";
import { deliverUncaught, deliverUnhandledRejection } from "waypost-internal:node/process/process";

/** Reports an error thrown from a callback that has no caller. */
export function uncaughtException(error: unknown): void {
  report("uncaughtException", error, () => deliverUncaught(error, "uncaughtException"));
}

/** Reports a promise that was rejected and had no handler after the checkpoint. */
export function unhandledRejection(reason: unknown, promise: Promise<unknown>): void {
  report("unhandledRejection", reason, () => deliverUnhandledRejection(reason, promise));
}

/** Says it as Next.js's server does. */
export function logUncaught(event: string, error: unknown): void {
  console.error(`\u2a2f ${event}:`, error);
}

/** `deliver` answers whether the user's code took the error. */
function report(event: string, error: unknown, deliver: () => boolean): void {
  runtime.E(error);
  try {
    if (deliver()) return;
  } catch (second) {
    logUncaught("uncaughtException", second);
    return;
  }
  logUncaught(event, error);
}
