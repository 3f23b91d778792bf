// Timers in Node's order: one list per duration, a heap of lists by expiry.
//
// Insertion and removal are constant time, which matters because most timers are time-outs that
// are cleared. The clock is the loop's cached time, as in Node: timers made in one callback with
// the same duration are due together. https://nodejs.org/api/timers.html

import { current, setCurrent, type Frame } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { askForTicks } from "waypost-internal:internal/event_loop/event_loop";
import { emitWarning } from "waypost-internal:node/process/warning";
import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";
import { setTimeout as promisedTimeout } from "waypost-internal:node/timers/promises";

const TIMEOUT_MAX = 2 ** 31 - 1;
const { apply } = Reflect;

/** The timers of one duration, in order of their start. */
class TimerList {
  readonly duration: number;
  expiry: number;
  /** Place in the heap. */
  index = 0;
  head: Timeout | null = null;
  tail: Timeout | null = null;

  constructor(duration: number, expiry: number) {
    this.duration = duration;
    this.expiry = expiry;
  }

  append(timer: Timeout): void {
    timer.previous = this.tail;
    timer.next = null;
    if (this.tail === null) this.head = timer;
    else this.tail.next = timer;
    this.tail = timer;
    timer.list = this;
  }

  remove(timer: Timeout): void {
    if (timer.previous === null) this.head = timer.next;
    else timer.previous.next = timer.next;
    if (timer.next === null) this.tail = timer.previous;
    else timer.next.previous = timer.previous;
    timer.list = timer.previous = timer.next = null;
  }
}

const lists = new Map<number, TimerList>();
const heap: TimerList[] = [];
let loopNow = 0;
let changed = false;
let referenced = 0;
let lastId = 0;
const byId = new Map<number, Timeout>();

/** Timers are also made in microtasks, after the entry has ended: the native half must come back. */
function noteChange(): void {
  if (changed) return;
  changed = true;
  askForTicks();
}

function swap(a: number, b: number): void {
  const x = heap[a] as TimerList;
  const y = heap[b] as TimerList;
  heap[a] = y;
  heap[b] = x;
  y.index = a;
  x.index = b;
}

function siftUp(start: number): void {
  let index = start;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if ((heap[parent] as TimerList).expiry <= (heap[index] as TimerList).expiry) break;
    swap(parent, index);
    index = parent;
  }
  if (index === 0) noteChange();
}

function siftDown(start: number): void {
  let index = start;
  for (;;) {
    let least = index;
    for (let child = 2 * index + 1; child <= 2 * index + 2 && child < heap.length; child++) {
      if ((heap[child] as TimerList).expiry < (heap[least] as TimerList).expiry) least = child;
    }
    if (least === index) return;
    swap(index, least);
    index = least;
  }
}

function removeList(list: TimerList): void {
  lists.delete(list.duration);
  const index = list.index;
  const last = heap.length - 1;
  if (index !== last) swap(index, last);
  heap.pop();
  if (index < heap.length) {
    siftDown(index);
    siftUp(index);
  }
  noteChange();
}

function insert(timer: Timeout, start: number): void {
  timer.start = start;
  let list = lists.get(timer.duration);
  if (list === undefined) {
    list = new TimerList(timer.duration, start + timer.duration);
    lists.set(timer.duration, list);
    list.index = heap.length;
    heap.push(list);
    siftUp(list.index);
  }
  list.append(timer);
}

/** Where a duration that is none was told: once per process for each kind. */
let hasToldNaN = false;
let hasToldNegative = false;

/** Durations outside 1 … 2^31 - 1 mean 1, as Node documents, and a warning says so. */
function durationOf(after: unknown): number {
  const duration = Math.trunc(Number(after));
  if (duration >= 1 && duration <= TIMEOUT_MAX) return duration;
  if (duration > TIMEOUT_MAX) {
    warn(`${after as number} does not fit into a 32-bit signed integer.`, "TimeoutOverflowWarning");
  } else if (duration < 0 && !hasToldNegative) {
    hasToldNegative = true;
    warn(`${after as number} is a negative number.`, "TimeoutNegativeWarning");
  } else if (after !== undefined && Number.isNaN(duration) && !hasToldNaN) {
    hasToldNaN = true;
    warn(`${after as number} is not a number.`, "TimeoutNaNWarning");
  }
  return 1;
}

function warn(message: string, type: string): void {
  emitWarning(`${message}\nTimeout duration was set to 1.`, type);
}

/** A timer; the members with an underscore are those of Node's that packages read and write. */
export class Timeout {
  duration: number;
  /** Milliseconds between two calls, null when it fires once. */
  _repeat: number | null;
  start = 0;
  list: TimerList | null = null;
  previous: Timeout | null = null;
  next: Timeout | null = null;
  _onTimeout: ((...args: unknown[]) => void) | null;
  args: unknown[];
  frame: Frame | undefined;
  /** It fired for the last time, or was cleared. */
  _destroyed = false;
  id = 0;
  isReferenced = true;

  constructor(callback: (...args: unknown[]) => void, after: unknown, args: unknown[], repeat: boolean) {
    const duration = durationOf(after);
    this.duration = duration;
    this._repeat = repeat ? duration : null;
    this._onTimeout = callback;
    this.args = args;
    this.frame = current();
    referenced++;
    insert(this, loopNow);
  }

  get _idleTimeout(): number {
    return this.duration;
  }

  set _idleTimeout(duration: number) {
    this.duration = duration;
  }

  close(): this {
    this._onTimeout = null;
    this.#leave();
    this.finish();
    return this;
  }

  ref(): this {
    if (!this.isReferenced && !this._destroyed) referenced++;
    this.isReferenced = true;
    return this;
  }

  unref(): this {
    if (this.isReferenced && !this._destroyed) referenced--;
    this.isReferenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.isReferenced;
  }

  /** Starts it anew, also when it has fired. */
  refresh(): this {
    if (this._onTimeout === null) return this;
    this.#leave();
    this.restart();
    return this;
  }

  /** Puts it onto a list again. */
  restart(): void {
    if (this._destroyed) {
      this._destroyed = false;
      if (this.isReferenced) referenced++;
      if (this.id !== 0) byId.set(this.id, this);
    }
    insert(this, loopNow);
  }

  /** It will not fire again by itself. */
  finish(): void {
    if (this._destroyed) return;
    this._destroyed = true;
    if (this.isReferenced) referenced--;
    if (this.id !== 0) byId.delete(this.id);
  }

  #leave(): void {
    const { list } = this;
    if (list === null) return;
    list.remove(this);
    if (list.head === null) removeList(list);
  }

  [Symbol.toPrimitive](): number {
    if (this.id === 0) {
      this.id = ++lastId;
      if (!this._destroyed) byId.set(this.id, this);
    }
    return this.id;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [INSPECT](_depth: number, options: unknown, inspect: Inspect): string {
    const { duration, _repeat, _destroyed } = this;
    return `Timeout ${inspect({ _idleTimeout: duration, _repeat, _destroyed }, options)}`;
  }
}

function checkCallback(callback: unknown): asserts callback is (...args: unknown[]) => void {
  if (typeof callback !== "function") {
    throw codes.ERR_INVALID_ARG_TYPE("callback", "Function", callback);
  }
}

export function setTimeout(callback: (...args: unknown[]) => void, after?: number, ...args: unknown[]): Timeout {
  checkCallback(callback);
  return new Timeout(callback, after, args, false);
}

/** What `util.promisify` makes of a function; the promises' module is loaded when it is asked for. */
export function definePromisified(original: object, promisified: () => unknown): void {
  Object.defineProperty(original, Symbol.for("nodejs.util.promisify.custom"), { enumerable: true, get: promisified });
}

definePromisified(setTimeout, () => promisedTimeout);

export function setInterval(callback: (...args: unknown[]) => void, every?: number, ...args: unknown[]): Timeout {
  checkCallback(callback);
  return new Timeout(callback, every, args, true);
}

export function clearTimeout(timer: unknown): void {
  if (timer instanceof Timeout) {
    timer.close();
    return;
  }
  if (typeof timer === "number" || typeof timer === "string") byId.get(Number(timer))?.close();
}

export { clearTimeout as clearInterval };

/** The loop's cached time in milliseconds, and its change at the start of each phase. */
export function setLoopTime(now: number): void {
  loopNow = now;
}

/** Milliseconds from the loop's cached time to the next timer, or -1 without one. */
export function nextDelay(): number {
  const list = heap[0];
  return list === undefined ? -1 : Math.max(0, list.expiry - loopNow);
}

/** Whether the next expiry may have changed since the last call. */
export function takeChanged(): boolean {
  const was = changed;
  changed = false;
  return was;
}

/** How many timers keep a stand-alone script running. */
export function referencedTimers(): number {
  return referenced;
}

/** The next timer that is due, taken off its list; null when none is. */
function nextDue(): Timeout | null {
  for (;;) {
    const list = heap[0];
    if (list === undefined || list.expiry > loopNow) return null;
    const timer = list.head;
    if (timer === null) {
      removeList(list);
      continue;
    }
    if (loopNow - timer.start < list.duration) {
      list.expiry = Math.max(timer.start + list.duration, loopNow + 1);
      siftDown(0);
      noteChange();
      continue;
    }
    list.remove(timer);
    if (list.head === null) removeList(list);
    return timer;
  }
}

/** Runs one due timer. False when none is due. A throw reaches the caller. */
export function runDueTimer(): boolean {
  const timer = nextDue();
  if (timer === null) return false;
  const callback = timer._onTimeout;
  if (typeof callback !== "function") {
    timer.finish();
    return true;
  }
  setCurrent(timer.frame);
  try {
    apply(callback, timer, timer.args);
  } finally {
    setCurrent(undefined);
    if (timer.list === null) again(timer);
  }
  return true;
}

/** What becomes of a timer that has fired and was not started anew. */
function again(timer: Timeout): void {
  if (timer._destroyed || !timer._repeat || timer.duration === -1 || timer._onTimeout === null) {
    timer.finish();
    return;
  }
  timer.duration = timer._repeat;
  timer.restart();
}
