// PerformanceObserver: https://w3c.github.io/performance-timeline/#dom-performanceobserver

import { codedTypeError, illegalConstructor, requireArguments, shapeInterface, toDictionary } from "waypost-internal:internal/web_interface/web_interface";
import { DOMString, sequence } from "waypost-internal:internal/webidl/webidl";
import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import type { PerformanceEntry } from "waypost-internal:web/performance/entries";
import { selectEntries, sorted, unwatch, watch, type Watcher } from "waypost-internal:web/performance/timeline";

export type PerformanceObserverCallback = (
  list: PerformanceObserverEntryList,
  observer: PerformanceObserver,
  options: object,
) => void;

export interface PerformanceObserverInit {
  entryTypes?: Iterable<string>;
  type?: string;
  buffered?: boolean;
}

const SUPPORTED: readonly string[] = Object.freeze(["mark", "measure"]);
const CONSTRUCT: unique symbol = Symbol("construct");

export class PerformanceObserverEntryList {
  #entries: PerformanceEntry[];

  constructor(token?: unknown, entries?: PerformanceEntry[]) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    this.#entries = entries!;
  }

  getEntries(): PerformanceEntry[] {
    return sorted(this.#entries, undefined, undefined);
  }

  getEntriesByType(type: string): PerformanceEntry[] {
    requireArguments(arguments.length, 1, "PerformanceObserverEntryList.getEntriesByType");
    return sorted(this.#entries, undefined, DOMString(type));
  }

  getEntriesByName(name: string, type: string | undefined = undefined): PerformanceEntry[] {
    requireArguments(arguments.length, 1, "PerformanceObserverEntryList.getEntriesByName");
    return sorted(this.#entries, DOMString(name), type === undefined ? undefined : DOMString(type));
  }
}

shapeInterface(PerformanceObserverEntryList, "PerformanceObserverEntryList");

export class PerformanceObserver {
  #callback: PerformanceObserverCallback;
  #types: Set<string>;
  #records: PerformanceEntry[];
  #isQueued: boolean;
  /** Whether it observes by `entryTypes` or by `type`: the two do not mix. */
  #mode: "" | "multiple" | "single";
  #watcher: Watcher;

  static get supportedEntryTypes(): readonly string[] {
    return SUPPORTED;
  }

  constructor(callback: PerformanceObserverCallback) {
    if (typeof callback !== "function") {
      throw codedTypeError("ERR_INVALID_ARG_TYPE", 'The "callback" argument must be of type function.');
    }
    this.#callback = callback;
    this.#types = new Set();
    this.#records = [];
    this.#isQueued = false;
    this.#mode = "";
    this.#watcher = (entry): void => {
      if (this.#types.has(entry.entryType)) this.#queue([entry]);
    };
  }

  // https://w3c.github.io/performance-timeline/#observe-method
  observe(options: PerformanceObserverInit | undefined = undefined): void {
    const init = toDictionary(options, 'The "options" argument') ?? {};
    const { entryTypes, type } = init;
    if (entryTypes === undefined && type === undefined) {
      throw codedTypeError("ERR_MISSING_ARGS", 'The "options.entryTypes" or "options.type" argument must be specified');
    }
    if (entryTypes !== undefined && type !== undefined) {
      throw codedTypeError("ERR_INVALID_ARG_VALUE", "options.entryTypes can not set with options.type together");
    }
    const mode = entryTypes === undefined ? "single" : "multiple";
    if (this.#mode !== "" && this.#mode !== mode) {
      throw new DOMException("PerformanceObserver can not change its mode of observation", "InvalidModificationError");
    }
    this.#mode = mode;
    if (mode === "multiple") {
      this.#types = new Set(sequence(entryTypes, DOMString, 'The "options.entryTypes" argument').filter(isSupported));
    } else if (isSupported(DOMString(type))) {
      this.#types.add(DOMString(type));
      if (init.buffered === true) this.#queue(selectEntries(undefined, DOMString(type)));
    }
    if (this.#types.size > 0) watch(this.#watcher);
  }

  disconnect(): void {
    unwatch(this.#watcher);
    this.#types.clear();
    this.#records = [];
    this.#mode = "";
  }

  takeRecords(): PerformanceEntry[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #queue(entries: PerformanceEntry[]): void {
    this.#records.push(...entries);
    if (this.#isQueued || this.#records.length === 0) return;
    this.#isQueued = true;
    setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    this.#isQueued = false;
    const records = this.takeRecords();
    if (records.length === 0) return;
    this.#callback.call(this, new PerformanceObserverEntryList(CONSTRUCT, records), this, {});
  }
}

shapeInterface(PerformanceObserver, "PerformanceObserver");

function isSupported(type: string): boolean {
  return SUPPORTED.includes(type);
}
