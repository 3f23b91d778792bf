// node:timers/promises.

import { AbortError } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateBoolean, validateNumber, validateObject } from "waypost-internal:internal/validators/validators";
import { clearImmediate, setImmediate as startImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { clearTimeout, setInterval as startInterval, setTimeout as startTimeout } from "waypost-internal:internal/event_loop/timers";
import { illegalConstructor, invalidThis } from "waypost-internal:internal/web_interface/web_interface";
import { addAbortListener } from "waypost-internal:node/events/statics";

interface TimerOptions {
  signal?: { aborted: boolean; reason: unknown };
  ref?: boolean;
}

function check(options: TimerOptions): void {
  validateObject(options, "options");
  if (options.signal !== undefined) validateAbortSignal(options.signal, "options.signal");
  if (options.ref !== undefined) validateBoolean(options.ref, "options.ref");
}

function abortOf(options: TimerOptions): AbortError {
  return new AbortError(undefined, { cause: options.signal?.reason });
}

/** A promise of a timer that `start` begins and `stop` ends when the signal aborts. */
function promised<T>(options: TimerOptions, value: T, start: (done: () => void) => unknown, stop: (timer: unknown) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let undo: { [Symbol.dispose](): void } | undefined;
    const timer = start(() => {
      undo?.[Symbol.dispose]();
      resolve(value);
    });
    if (options.ref === false) (timer as { unref?: () => void }).unref?.();
    if (options.signal === undefined) return;
    const onAbort = (): void => {
      stop(timer);
      reject(abortOf(options));
    };
    undo = addAbortListener(options.signal as never, onAbort as never);
  });
}

export async function setTimeout<T>(after?: number, value?: T, options: TimerOptions = {}): Promise<T | undefined> {
  if (after !== undefined) validateNumber(after, "delay");
  check(options);
  if (options.signal?.aborted) throw abortOf(options);
  return promised(options, value, (done) => startTimeout(done, after), clearTimeout);
}

export async function setImmediate<T>(value?: T, options: TimerOptions = {}): Promise<T | undefined> {
  check(options);
  if (options.signal?.aborted) throw abortOf(options);
  return promised(options, value, (done) => startImmediate(done), clearImmediate);
}

export async function* setInterval<T>(after?: number, value?: T, options: TimerOptions = {}): AsyncGenerator<T | undefined> {
  if (after !== undefined) validateNumber(after, "delay");
  check(options);
  if (options.signal?.aborted) throw abortOf(options);
  let missed = 0;
  let isAborted = false;
  let wake: (() => void) | undefined;
  const interval = startInterval(() => {
    missed++;
    wake?.();
  }, after);
  if (options.ref === false) (interval as { unref?: () => void }).unref?.();
  const onAbort = (): void => {
    isAborted = true;
    clearTimeout(interval);
    wake?.();
  };
  const undo = options.signal === undefined ? undefined : addAbortListener(options.signal as never, onAbort as never);
  try {
    for (;;) {
      if (missed === 0 && !isAborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      for (; missed > 0; missed--) yield value;
      if (isAborted) throw abortOf(options);
    }
  } finally {
    clearTimeout(interval);
    undo?.[Symbol.dispose]();
  }
}

/** The scheduler of the web, as far as Node has it. */
class Scheduler {
  constructor() {
    throw illegalConstructor();
  }
  async wait(delay: number, options?: TimerOptions): Promise<void> {
    if (!(this instanceof Scheduler)) throw invalidThis("Scheduler");
    await setTimeout(delay, undefined, options);
  }
  async yield(): Promise<void> {
    if (!(this instanceof Scheduler)) throw invalidThis("Scheduler");
    await setImmediate();
  }
}

export const scheduler: Scheduler = Object.create(Scheduler.prototype) as Scheduler;

export default { setTimeout, setImmediate, setInterval, scheduler };
