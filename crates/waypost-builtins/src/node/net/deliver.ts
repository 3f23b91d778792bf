// node:net: how the outcome of an op reaches a listener: in the context of whoever opened the
// socket, and with errors thrown by listeners reported as uncaught, since nobody awaits them.

import { type Frame, nativeThen, runIn } from "waypost-internal:internal/async_context/async_context";
import { uncaughtException } from "waypost-internal:internal/event_loop/uncaught";

/** Calls `run` with the outcome, in `frame`. An op that rejects is a defect, and is reported. */
export function deliver<T>(outcome: Promise<T>, frame: Frame | undefined, run: (value: T) => void): void {
  nativeThen(
    outcome,
    (value: T): void => guarded(frame, run, value),
    (error: unknown): void => uncaughtException(error),
  );
}

/** Calls `run` in `frame`; what it throws is reported. */
export function guarded<A extends unknown[]>(frame: Frame | undefined, run: (...args: A) => void, ...args: A): void {
  runIn(frame, () => {
    try {
      run(...args);
    } catch (error) {
      uncaughtException(error);
    }
  });
}
