// Errors that nobody caught: thrown from a timer, a tick, a listener, or a promise nobody
// handled. The worker goes on, as Next.js's server does: listeners of `process` hear of it,
// without one it is logged.

import { console } from "waypost-internal:node/console/console";
import { process } from "waypost-internal:node/process/process";

/** Reports an error thrown from a callback that has no caller. */
export function uncaughtException(error: unknown): void {
  report("uncaughtException", error, [error, "uncaughtException"]);
}

/** Reports a promise that was rejected and had no handler after the checkpoint. */
export function unhandledRejection(reason: unknown, promise: Promise<unknown>): void {
  report("unhandledRejection", reason, [reason, promise]);
}

function report(event: string, error: unknown, args: unknown[]): void {
  try {
    if (process.emit(event, ...args)) return;
  } catch (second) {
    console.error(`\u2a2f uncaughtException:`, second);
    return;
  }
  console.error(`\u2a2f ${event}:`, error);
}
