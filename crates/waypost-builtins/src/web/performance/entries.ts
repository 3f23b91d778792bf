// PerformanceEntry, PerformanceMark and PerformanceMeasure.
// https://w3c.github.io/performance-timeline/#dom-performanceentry, https://w3c.github.io/user-timing/

import { illegalConstructor, INSPECT, type Inspect, invalidThis, requireArguments, shapeInterface, toDictionary } from "waypost-internal:internal/web_interface/web_interface";
import { DOMString, double } from "waypost-internal:internal/webidl/webidl";
import { now } from "waypost-internal:web/performance/timeline";
import { structuredClone } from "waypost-internal:web/structured_clone/structured_clone";

export interface PerformanceMarkOptions {
  detail?: unknown;
  startTime?: number;
}

const CONSTRUCT: unique symbol = Symbol("construct");

export class PerformanceEntry {
  #name: string;
  #entryType: string;
  #startTime: number;
  #duration: number;

  constructor(token?: unknown, name?: string, entryType?: string, startTime?: number, duration?: number) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    this.#name = name!;
    this.#entryType = entryType!;
    this.#startTime = startTime!;
    this.#duration = duration!;
  }

  get name(): string {
    if (!(#name in this)) throw invalidThis("PerformanceEntry");
    return this.#name;
  }

  get entryType(): string {
    if (!(#name in this)) throw invalidThis("PerformanceEntry");
    return this.#entryType;
  }

  get startTime(): number {
    if (!(#name in this)) throw invalidThis("PerformanceEntry");
    return this.#startTime;
  }

  get duration(): number {
    if (!(#name in this)) throw invalidThis("PerformanceEntry");
    return this.#duration;
  }

  toJSON(): Record<string, unknown> {
    const { name, entryType, startTime, duration } = this;
    return { name, entryType, startTime, duration };
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    const name = this.constructor.name;
    return depth < 0 ? `[${name}]` : `${name} ${inspect(this.toJSON(), options)}`;
  }
}

shapeInterface(PerformanceEntry, "PerformanceEntry");

export class PerformanceMark extends PerformanceEntry {
  #detail: unknown;

  // https://w3c.github.io/user-timing/#the-performancemark-constructor
  constructor(markName: string, markOptions: PerformanceMarkOptions | undefined = undefined) {
    requireArguments(arguments.length, 1, "PerformanceMark");
    const name = DOMString(markName);
    const init = toDictionary(markOptions, 'The "options" argument');
    const startTime = init?.startTime === undefined ? now() : double(init.startTime);
    if (startTime < 0) throw new TypeError(`The value of startTime is negative: ${startTime}`);
    super(CONSTRUCT, name, "mark", startTime, 0);
    this.#detail = cloned(init?.detail);
  }

  get detail(): unknown {
    if (!(#detail in this)) throw invalidThis("PerformanceMark");
    return this.#detail;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), detail: this.#detail };
  }
}

shapeInterface(PerformanceMark, "PerformanceMark");

let setDetail: (measure: PerformanceMeasure, detail: unknown) => void;

export class PerformanceMeasure extends PerformanceEntry {
  #detail: unknown = null;

  static {
    setDetail = (measure, detail): void => {
      measure.#detail = detail;
    };
  }

  get detail(): unknown {
    if (!(#detail in this)) throw invalidThis("PerformanceMeasure");
    return this.#detail;
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), detail: this.#detail };
  }
}

shapeInterface(PerformanceMeasure, "PerformanceMeasure");

/** What a fetch of a package's own tells of itself: times in milliseconds since the process began. */
export interface FetchTiming {
  startTime?: number;
  endTime?: number;
  finalNetworkRequestStartTime?: number;
  finalNetworkResponseStartTime?: number;
  encodedBodySize?: number;
  decodedBodySize?: number;
}

/** What was fetched: of `https://w3c.github.io/resource-timing/` what a server can know. */
export class PerformanceResourceTiming extends PerformanceEntry {
  #initiatorType: string;
  #timing: FetchTiming;
  #responseStatus: number;

  constructor(token?: unknown, url?: string, initiatorType?: string, timing?: FetchTiming, responseStatus?: number) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    const start = timing?.startTime ?? 0;
    super(CONSTRUCT, url, "resource", start, (timing?.endTime ?? start) - start);
    this.#initiatorType = initiatorType!;
    this.#timing = timing!;
    this.#responseStatus = responseStatus!;
  }

  get initiatorType(): string {
    if (!(#timing in this)) throw invalidThis("PerformanceResourceTiming");
    return this.#initiatorType;
  }

  get fetchStart(): number {
    return this.startTime;
  }

  get requestStart(): number {
    if (!(#timing in this)) throw invalidThis("PerformanceResourceTiming");
    return this.#timing.finalNetworkRequestStartTime ?? 0;
  }

  get responseStart(): number {
    if (!(#timing in this)) throw invalidThis("PerformanceResourceTiming");
    return this.#timing.finalNetworkResponseStartTime ?? 0;
  }

  get responseEnd(): number {
    if (!(#timing in this)) throw invalidThis("PerformanceResourceTiming");
    return this.#timing.endTime ?? 0;
  }

  get encodedBodySize(): number {
    if (!(#timing in this)) throw invalidThis("PerformanceResourceTiming");
    return this.#timing.encodedBodySize ?? 0;
  }

  get decodedBodySize(): number {
    if (!(#timing in this)) throw invalidThis("PerformanceResourceTiming");
    return this.#timing.decodedBodySize ?? 0;
  }

  get responseStatus(): number {
    if (!(#timing in this)) throw invalidThis("PerformanceResourceTiming");
    return this.#responseStatus;
  }

  override toJSON(): Record<string, unknown> {
    const { initiatorType, fetchStart, requestStart, responseStart, responseEnd, encodedBodySize, decodedBodySize, responseStatus } = this;
    return { ...super.toJSON(), initiatorType, fetchStart, requestStart, responseStart, responseEnd, encodedBodySize, decodedBodySize, responseStatus };
  }
}

shapeInterface(PerformanceResourceTiming, "PerformanceResourceTiming");

export function makeResource(url: string, initiatorType: string, timing: FetchTiming, responseStatus: number): PerformanceResourceTiming {
  return new PerformanceResourceTiming(CONSTRUCT, url, initiatorType, timing, responseStatus);
}

/** Makes a measure. */
export function makeMeasure(name: string, startTime: number, duration: number, detail: unknown): PerformanceMeasure {
  const measure = new PerformanceMeasure(CONSTRUCT, name, "measure", startTime, duration);
  setDetail(measure, cloned(detail));
  return measure;
}

function cloned(detail: unknown): unknown {
  return detail === undefined || detail === null ? null : structuredClone(detail);
}
