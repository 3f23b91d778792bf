// AbortController and AbortSignal.
// https://dom.spec.whatwg.org/#aborting-ongoing-activities
//
// What lives how long: a source signal knows its dependents weakly, and strongly only those
// somebody listens to; a timer knows its signal weakly until somebody listens. So a signal made
// for one request and forgotten costs nothing, and no listener is ever lost.

import { clearTimeout, setTimeout, type Timeout } from "waypost-internal:internal/event_loop/event_loop";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { Event } from "waypost-internal:web/events/event";
import {
  defineEventHandler,
  dispatchTrusted,
  EventTarget,
  watchListeners,
} from "waypost-internal:web/events/event_target";
import {
  codedTypeError,
  illegalConstructor,
  INSPECT,
  type Inspect,
  invalidThis,
  requireArguments,
  shapeInterface,
} from "waypost-internal:internal/web_interface/web_interface";
import { reportError } from "waypost-internal:web/microtask/microtask";

export type AbortAlgorithm = (reason: unknown) => void;

/** The one value that lets the constructor of AbortSignal through. */
const INTERNAL: unique symbol = Symbol("internal");

/** The relations of a signal that few signals have. */
interface Relations {
  /** Signals this one follows; none of them is itself dependent. */
  sources: Set<AbortSignal>;
  /** Signals that follow this one. */
  dependents: Set<WeakRef<AbortSignal>>;
  /** Those of the dependents that somebody listens to. */
  held: Set<AbortSignal>;
  /** How many dependents make the dead ones worth looking for. */
  sweepAt: number;
  timer: SignalTimer | undefined;
}

/** A running `AbortSignal.timeout`; `strong` is set while somebody listens. */
interface SignalTimer {
  handle: Timeout | undefined;
  strong: AbortSignal | undefined;
}

interface SignalAccess {
  isSignal(value: unknown): value is AbortSignal;
  aborted(signal: AbortSignal): boolean;
  reason(signal: AbortSignal): unknown;
  abort(signal: AbortSignal, reason: unknown): void;
  add(signal: AbortSignal, algorithm: AbortAlgorithm): void;
  remove(signal: AbortSignal, algorithm: AbortAlgorithm): void;
  relations(signal: AbortSignal): Relations;
  isDependent(signal: AbortSignal): boolean;
  letGo(signal: AbortSignal): void;
  setReason(signal: AbortSignal, reason: unknown): void;
  setDependent(signal: AbortSignal): void;
}

let access: SignalAccess;

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason: unknown = undefined;
  #algorithms: Set<AbortAlgorithm> | undefined = undefined;
  #listening = 0;
  #dependent = false;
  #relations: Relations | undefined = undefined;

  constructor(token: unknown = undefined) {
    if (token !== INTERNAL) throw illegalConstructor();
    super();
    watchListeners(this, AbortSignal.#changed);
  }

  // https://dom.spec.whatwg.org/#dom-abortsignal-abort
  static abort(reason: unknown = undefined): AbortSignal {
    const signal = new AbortSignal(INTERNAL);
    signal.#aborted = true;
    signal.#reason = reason === undefined ? abortError() : reason;
    return signal;
  }

  // https://dom.spec.whatwg.org/#dom-abortsignal-timeout
  static timeout(milliseconds: number): AbortSignal {
    requireArguments(arguments.length, 1, "AbortSignal.timeout");
    const delay = toDelay(milliseconds);
    const signal = createAbortSignalLazily();
    startTimer(signal, delay);
    return signal;
  }

  // https://dom.spec.whatwg.org/#dom-abortsignal-any
  static any(signals: Iterable<AbortSignal>): AbortSignal {
    requireArguments(arguments.length, 1, "AbortSignal.any");
    if (typeof signals !== "object" || signals === null) {
      throw codedTypeError("ERR_INVALID_ARG_TYPE", "AbortSignal.any: signals must be a sequence");
    }
    const list = [...signals];
    for (const signal of list) {
      if (!isAbortSignal(signal)) {
        throw codedTypeError("ERR_INVALID_ARG_TYPE", "AbortSignal.any: each signal must be an AbortSignal");
      }
    }
    return createDependentSignal(list);
  }

  get aborted(): boolean {
    if (!(#aborted in this)) throw invalidThis("AbortSignal");
    return this.#aborted;
  }

  get reason(): unknown {
    if (!(#aborted in this)) throw invalidThis("AbortSignal");
    return this.#reason;
  }

  throwIfAborted(): void {
    if (!(#aborted in this)) throw invalidThis("AbortSignal");
    if (this.#aborted) throw this.#reason;
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): string {
    if (depth < 0) return "AbortSignal";
    return `AbortSignal ${inspect({ aborted: this.#aborted }, options)}`;
  }

  // https://dom.spec.whatwg.org/#abortsignal-signal-abort
  #abort(reason: unknown): void {
    // Step 1.
    if (this.#aborted) return;
    // Step 2.
    this.#aborted = true;
    this.#reason = reason === undefined ? abortError() : reason;
    // Steps 3 and 4.
    const dependents: AbortSignal[] = [];
    const relations = this.#relations;
    if (relations !== undefined) {
      for (const weak of relations.dependents) {
        const dependent = weak.deref();
        if (dependent === undefined || dependent.#aborted) continue;
        dependent.#aborted = true;
        dependent.#reason = this.#reason;
        dependents.push(dependent);
      }
    }
    // Steps 5 and 6.
    this.#runAbortSteps();
    for (const dependent of dependents) dependent.#runAbortSteps();
  }

  // https://dom.spec.whatwg.org/#run-the-abort-steps
  #runAbortSteps(): void {
    const relations = this.#relations;
    const algorithms = this.#algorithms;
    this.#algorithms = undefined;
    if (algorithms !== undefined) {
      for (const algorithm of algorithms) {
        try {
          algorithm(this.#reason);
        } catch (error) {
          reportError(error);
        }
      }
    }
    if (this.#listening > 0) dispatchTrusted(this, new Event("abort"));
    if (relations !== undefined) forget(this, relations);
    this.#relations = undefined;
  }

  #add(algorithm: AbortAlgorithm): void {
    if (this.#aborted) return;
    this.#algorithms ??= new Set();
    this.#algorithms.add(algorithm);
    if (this.#relations !== undefined) hold(this, this.#relations);
  }

  #remove(algorithm: AbortAlgorithm): void {
    if (this.#algorithms?.delete(algorithm)) this.#letGo();
  }

  #letGo(): void {
    const relations = this.#relations;
    if (relations === undefined || this.#listening > 0) return;
    if (this.#algorithms !== undefined && this.#algorithms.size > 0) return;
    if (relations.held.size === 0) release(this, relations);
  }

  static #changed(target: EventTarget, type: string, count: number): void {
    if (type !== "abort") return;
    const signal = target as AbortSignal;
    signal.#listening = count;
    const relations = signal.#relations;
    if (relations === undefined || signal.#aborted) return;
    if (count > 0) hold(signal, relations);
    else signal.#letGo();
  }

  static {
    access = {
      isSignal(value: unknown): value is AbortSignal {
        return typeof value === "object" && value !== null && #aborted in value;
      },
      aborted(signal: AbortSignal): boolean {
        if (typeof signal !== "object" || signal === null || !(#aborted in signal)) {
          throw codedTypeError(
            "ERR_INVALID_ARG_TYPE",
            'The "signal" option must be an instance of AbortSignal',
          );
        }
        return signal.#aborted;
      },
      reason: (signal: AbortSignal): unknown => signal.#reason,
      abort: (signal: AbortSignal, reason: unknown): void => signal.#abort(reason),
      add: (signal: AbortSignal, algorithm: AbortAlgorithm): void => signal.#add(algorithm),
      remove: (signal: AbortSignal, algorithm: AbortAlgorithm): void => signal.#remove(algorithm),
      relations(signal: AbortSignal): Relations {
        if (signal.#relations === undefined) {
          signal.#relations = {
            sources: new Set(),
            dependents: new Set(),
            held: new Set(),
            sweepAt: 8,
            timer: undefined,
          };
          if (signal.#listening > 0 || (signal.#algorithms?.size ?? 0) > 0) {
            hold(signal, signal.#relations);
          }
        }
        return signal.#relations;
      },
      isDependent: (signal: AbortSignal): boolean => signal.#dependent,
      letGo: (signal: AbortSignal): void => signal.#letGo(),
      setReason(signal: AbortSignal, reason: unknown): void {
        signal.#aborted = true;
        signal.#reason = reason;
      },
      setDependent(signal: AbortSignal): void {
        signal.#dependent = true;
      },
    };
  }
}

shapeInterface(AbortSignal, "AbortSignal");
defineEventHandler(AbortSignal.prototype, "onabort");

export class AbortController {
  /** Made when first asked for: most controllers made per request never abort anything. */
  #signal: AbortSignal | undefined = undefined;

  get signal(): AbortSignal {
    if (!(#signal in this)) throw invalidThis("AbortController");
    return (this.#signal ??= createAbortSignalLazily());
  }

  // https://dom.spec.whatwg.org/#dom-abortcontroller-abort
  abort(reason: unknown = undefined): void {
    if (!(#signal in this)) throw invalidThis("AbortController");
    if (this.#signal === undefined) this.#signal = AbortSignal.abort(reason);
    else access.abort(this.#signal, reason);
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): string {
    if (depth < 0) return "AbortController";
    return `AbortController ${inspect({ signal: this.signal }, options)}`;
  }
}

shapeInterface(AbortController, "AbortController");

/** The error a signal gets when nobody gave a reason. */
export function abortError(): DOMException {
  return new DOMException("This operation was aborted", "AbortError");
}

/** A signal without a controller; `signalAbort` ends it. No more than a few stores. */
export function createAbortSignalLazily(): AbortSignal {
  return new AbortSignal(INTERNAL);
}

export function isAbortSignal(value: unknown): value is AbortSignal {
  return access.isSignal(value);
}

/** Whether the signal is aborted; throws a TypeError when the value is not a signal. */
export function isAborted(signal: AbortSignal): boolean {
  return access.aborted(signal);
}

/** The reason of a signal, not to be confused by properties user code may have put on it. */
export function abortReason(signal: AbortSignal): unknown {
  return access.reason(signal);
}

/** https://dom.spec.whatwg.org/#abortsignal-signal-abort */
export function signalAbort(signal: AbortSignal, reason?: unknown): void {
  access.abort(signal, reason);
}

/** https://dom.spec.whatwg.org/#abortsignal-add: does nothing once the signal is aborted. */
export function addAbortAlgorithm(signal: AbortSignal, algorithm: AbortAlgorithm): void {
  access.add(signal, algorithm);
}

/** https://dom.spec.whatwg.org/#abortsignal-remove */
export function removeAbortAlgorithm(signal: AbortSignal, algorithm: AbortAlgorithm): void {
  access.remove(signal, algorithm);
}

/** https://dom.spec.whatwg.org/#create-a-dependent-abort-signal */
export function createDependentSignal(signals: readonly AbortSignal[]): AbortSignal {
  // Step 1.
  const result = createAbortSignalLazily();
  // Step 2.
  for (const signal of signals) {
    if (access.aborted(signal)) {
      access.setReason(result, access.reason(signal));
      return result;
    }
  }
  // Step 3.
  access.setDependent(result);
  if (signals.length === 0) return result;
  // Step 4. Dependent signals stand for their sources, so that the relation stays one deep.
  const relations = access.relations(result);
  const weak = new WeakRef(result);
  for (const signal of signals) {
    if (access.isDependent(signal)) {
      for (const source of access.relations(signal).sources) link(source, result, relations, weak);
    } else {
      link(signal, result, relations, weak);
    }
  }
  return result;
}

function link(
  source: AbortSignal,
  dependent: AbortSignal,
  relations: Relations,
  weak: WeakRef<AbortSignal>,
): void {
  if (source === dependent || relations.sources.has(source)) return;
  relations.sources.add(source);
  const theirs = access.relations(source);
  if (theirs.dependents.size >= theirs.sweepAt) sweep(theirs);
  theirs.dependents.add(weak);
}

/** Drops the references to dead dependents; doubling the mark keeps the cost per link constant. */
function sweep(relations: Relations): void {
  for (const weak of relations.dependents) {
    if (weak.deref() === undefined) relations.dependents.delete(weak);
  }
  relations.sweepAt = Math.max(8, relations.dependents.size * 2);
}

/** Somebody listens to `signal`: what can abort it must keep it alive. */
function hold(signal: AbortSignal, relations: Relations): void {
  if (relations.timer !== undefined) relations.timer.strong = signal;
  for (const source of relations.sources) {
    const theirs = access.relations(source);
    theirs.held.add(signal);
    if (theirs.timer !== undefined) theirs.timer.strong = source;
  }
}

/** Nobody listens to `signal` any more. */
function release(signal: AbortSignal, relations: Relations): void {
  if (relations.timer !== undefined) relations.timer.strong = undefined;
  for (const source of relations.sources) {
    if (access.aborted(source)) continue;
    const theirs = access.relations(source);
    theirs.held.delete(signal);
    if (theirs.held.size === 0) access.letGo(source);
  }
}

/** `signal` is aborted: nothing can abort it again, and it aborts nobody any more. */
function forget(signal: AbortSignal, relations: Relations): void {
  release(signal, relations);
  if (relations.timer?.handle !== undefined) clearTimeout(relations.timer.handle);
}

/** Ends the timer of a signal that nobody can reach any more. */
const collected: FinalizationRegistry<Timeout> = new FinalizationRegistry((handle: Timeout): void =>
  clearTimeout(handle),
);

function startTimer(signal: AbortSignal, delay: number): void {
  const weak = new WeakRef(signal);
  const timer: SignalTimer = { handle: undefined, strong: undefined };
  // Only `timer` and `weak` are captured here: the running timer alone keeps no signal alive.
  const handle = setTimeout((): void => {
    const target = timer.strong ?? weak.deref();
    if (target === undefined) return;
    const message = "The operation was aborted due to timeout";
    access.abort(target, new DOMException(message, "TimeoutError"));
  }, delay);
  handle.unref();
  timer.handle = handle;
  access.relations(signal).timer = timer;
  collected.register(signal, handle);
}

// https://webidl.spec.whatwg.org/#EnforceRange, for unsigned long long
function toDelay(value: unknown): number {
  const number = Math.trunc(Number(value));
  if (number >= 0 && number <= Number.MAX_SAFE_INTEGER) return number;
  throw codedTypeError(
    "ERR_OUT_OF_RANGE",
    `The value of "delay" is out of range. It must be >= 0 && <= ${Number.MAX_SAFE_INTEGER}. Received ${String(value)}`,
  );
}
