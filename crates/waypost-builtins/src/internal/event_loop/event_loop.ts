// The event loop's JavaScript half: process.nextTick, immediates, timers, and the entries that
// the native half calls, one per macrotask, so that each gets its own microtask checkpoint.
//
// Order, as in Node: timers, then what arrived, then immediates; after each callback the tick
// queue, then microtasks (at the end of the entry), then ticks that those made.

import { countStepsIn, current, setCurrent, type Frame } from "waypost-internal:internal/async_context/async_context";
import { armAwaitBudget, resumeParked, turnBegins } from "waypost-internal:internal/event_loop/await_budget";
import { codes } from "waypost-internal:internal/errors/errors";
import { uncaughtException } from "waypost-internal:internal/event_loop/uncaught";
import {
  definePromisified,
  nextDelay,
  referencedTimers,
  runDueTimer,
  setLoopTime,
  takeChanged,
} from "waypost-internal:internal/event_loop/timers";
import { setImmediate as promisedImmediate } from "waypost-internal:node/timers/promises";

export {
  clearInterval,
  clearTimeout,
  setInterval,
  setTimeout,
  Timeout,
} from "waypost-internal:internal/event_loop/timers";

/** Cells of the memory shared with the native half (crates/waypost-runtime/src/shared.rs). */
export const CELL = {
  /** Ticks wait. */
  TICKS: 0,
  /** Immediates wait. */
  IMMEDIATES: 1,
  /** The next expiry changed: its delay is in the next cell. */
  TIMER_CHANGED: 2,
  /** Milliseconds from the loop's time to the next timer, -1 without one. */
  TIMER_DELAY: 3,
  /** Finished answers in the outbox. */
  ANSWERS: 4,
  /** Answers that found the outbox full. */
  ANSWERS_OVERFLOW: 5,
  /** Continuations were parked until the next turn. */
  PARKED: 6,
  /** Changes whenever work for another request begins: what the watchdog follows. */
  MARKER: 7,
  /** Changes with each await and each reaction of a promise, which are pauses for the watchdog. */
  STEPS: 8,
} as const;

let cells: Int32Array = new Int32Array(16);

/** Takes the memory shared with the native half. */
export function shareCells(shared: Int32Array): void {
  cells = shared;
  countStepsIn(shared, CELL.STEPS);
}

// ---- process.nextTick ----

interface Tick {
  callback: (...args: unknown[]) => void;
  args: unknown[];
  frame: Frame | undefined;
}

let ticks: Tick[] = [];
let nextTickIndex = 0;

export function nextTick(callback: (...args: unknown[]) => void, ...args: unknown[]): void {
  if (typeof callback !== "function") {
    throw codes.ERR_INVALID_ARG_TYPE("callback", "Function", callback);
  }
  ticks.push({ callback, args, frame: current() });
  cells[CELL.TICKS] = 1;
}

/** Makes the native half end the entry once more, after the microtask checkpoint. */
export function askForTicks(): void {
  cells[CELL.TICKS] = 1;
}

/** Runs the tick queue until it is empty. */
export function runTicks(): void {
  const outer = current();
  while (nextTickIndex < ticks.length) {
    const { callback, args, frame } = ticks[nextTickIndex++] as Tick;
    if (nextTickIndex === ticks.length) {
      ticks = [];
      nextTickIndex = 0;
    }
    setCurrent(frame);
    try {
      callback(...args);
    } catch (error) {
      uncaughtException(error);
    }
  }
  setCurrent(outer);
  cells[CELL.TICKS] = 0;
}

// ---- immediates ----

export class Immediate {
  callback: ((...args: unknown[]) => void) | null;
  args: unknown[];
  frame: Frame | undefined;
  #referenced = true;

  constructor(callback: (...args: unknown[]) => void, args: unknown[]) {
    this.callback = callback;
    this.args = args;
    this.frame = current();
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced && this.callback !== null;
  }

  /** It ran, or was cleared. */
  get _destroyed(): boolean {
    return this.callback === null;
  }

  [Symbol.dispose](): void {
    clearImmediate(this);
  }
}

let immediates: Immediate[] = [];
let running: Immediate[] = [];
let runningIndex = 0;

export function setImmediate(callback: (...args: unknown[]) => void, ...args: unknown[]): Immediate {
  if (typeof callback !== "function") {
    throw codes.ERR_INVALID_ARG_TYPE("callback", "Function", callback);
  }
  const immediate = new Immediate(callback, args);
  immediates.push(immediate);
  cells[CELL.IMMEDIATES] = 1;
  return immediate;
}

definePromisified(setImmediate, () => promisedImmediate);

export function clearImmediate(immediate: unknown): void {
  if (immediate instanceof Immediate) immediate.callback = null;
}

// ---- entries of the native half ----

function publishTimers(): void {
  if (!takeChanged()) return;
  cells[CELL.TIMER_CHANGED] = 1;
  cells[CELL.TIMER_DELAY] = nextDelay();
}

/** Ends every entry: the tick queue, and what the native half must know. */
export function endEntry(): void {
  if (cells[CELL.TICKS] !== 0) runTicks();
  publishTimers();
}

/** Sets the loop's time. */
export function updateTime(now: number): void {
  setLoopTime(now);
  turnBegins(now);
}

/** Bounds how long awaits of one request may go on without a pause. */
export function limitAwaits(milliseconds: number): void {
  armAwaitBudget(milliseconds, () => {
    cells[CELL.PARKED] = 1;
  });
}

/** Resumes the continuations that the turn before parked. */
export function enterParked(now: number): void {
  updateTime(now);
  cells[CELL.PARKED] = 0;
  resumeParked();
  endEntry();
}

/** Runs one due timer; false when none is due. */
export function enterTimer(now: number): boolean {
  updateTime(now);
  let ran = true;
  try {
    ran = runDueTimer();
  } catch (error) {
    uncaughtException(error);
  }
  endEntry();
  return ran;
}

/** Takes the immediates that are queued now as this round's. */
export function beginImmediates(): number {
  running = immediates;
  runningIndex = 0;
  immediates = [];
  cells[CELL.IMMEDIATES] = 0;
  return running.length;
}

/** Runs the next immediate of the round; false when the round is over. */
export function enterImmediate(): boolean {
  while (runningIndex < running.length) {
    const immediate = running[runningIndex++] as Immediate;
    const { callback } = immediate;
    if (callback === null) continue;
    immediate.callback = null;
    setCurrent(immediate.frame);
    try {
      Reflect.apply(callback, immediate, immediate.args);
    } catch (error) {
      uncaughtException(error);
    }
    setCurrent(undefined);
    endEntry();
    return true;
  }
  running = [];
  return false;
}

/** Runs ticks that the microtask checkpoint left behind. */
export function enterTicks(): void {
  endEntry();
}

/** Whether timers or immediates keep a stand-alone script running. */
export function alive(): boolean {
  return referencedTimers() > 0 || immediates.some((immediate) => immediate.hasRef());
}
