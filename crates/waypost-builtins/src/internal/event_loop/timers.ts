// Timers in Node's order: one list per duration, a heap of lists by expiry.
//
// Insertion and removal are constant time, which matters because most timers are time-outs that
// are cleared. The clock is the loop's cached time, as in Node: timers made in one callback with
// the same duration are due together. https://nodejs.org/api/timers.html

import { current, setCurrent, type Frame } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { askForTicks } from "waypost-internal:internal/event_loop/event_loop";
import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";
import { setTimeout as promisedTimeout } from "waypost-internal:node/timers/promises";

const TIMEOUT_MAX = 2 ** 31 - 1;

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

export class Timeout {
  duration: number;
  repeat: boolean;
  start = 0;
  list: TimerList | null = null;
  previous: Timeout | null = null;
  next: Timeout | null = null;
  callback: ((...args: unknown[]) => void) | null;
  args: unknown[];
  frame: Frame | undefined;
  #id = 0;
  #referenced = true;

  constructor(callback: (...args: unknown[]) => void, after: unknown, args: unknown[], repeat: boolean) {
    // Step: durations outside 1 … 2^31 - 1 mean 1, as Node documents.
    const duration = Math.trunc(Number(after));
    this.duration = duration >= 1 && duration <= TIMEOUT_MAX ? duration : 1;
    this.repeat = repeat;
    this.callback = callback;
    this.args = args;
    this.frame = current();
    referenced++;
    insert(this, loopNow);
  }

  /** Whether it is still going to fire. */
  get active(): boolean {
    return this.callback !== null;
  }

  close(): this {
    if (this.callback === null) return this;
    this.callback = null;
    if (this.#referenced) referenced--;
    if (this.#id !== 0) byId.delete(this.#id);
    const list = this.list;
    if (list !== null) {
      list.remove(this);
      if (list.head === null) removeList(list);
    }
    return this;
  }

  ref(): this {
    if (!this.#referenced && this.callback !== null) referenced++;
    this.#referenced = true;
    return this;
  }

  unref(): this {
    if (this.#referenced && this.callback !== null) referenced--;
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  refresh(): this {
    if (this.callback === null) return this;
    const list = this.list;
    if (list !== null) {
      list.remove(this);
      if (list.head === null) removeList(list);
    }
    insert(this, loopNow);
    return this;
  }

  /** Ends a timer that fires for the last time, keeping what it calls. */
  finish(): void {
    this.callback = null;
    if (this.#referenced) referenced--;
    if (this.#id !== 0) byId.delete(this.#id);
  }

  [Symbol.toPrimitive](): number {
    if (this.#id === 0) {
      this.#id = ++lastId;
      if (this.callback !== null) byId.set(this.#id, this);
    }
    return this.#id;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [INSPECT](_depth: number, options: unknown, inspect: Inspect): string {
    const { duration, repeat } = this;
    return `Timeout ${inspect({ _idleTimeout: duration, _repeat: repeat ? duration : null, _destroyed: this.callback === null }, options)}`;
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
  const callback = timer.callback as (...args: unknown[]) => void;
  if (!timer.repeat) timer.finish();
  setCurrent(timer.frame);
  try {
    callback.apply(timer, timer.args);
  } finally {
    setCurrent(undefined);
    if (timer.repeat && timer.callback !== null && timer.list === null) insert(timer, loopNow);
  }
  return true;
}
