// The Performance interface and its one instance.
// https://w3c.github.io/hr-time/#the-performance-interface, https://w3c.github.io/user-timing/

import { codedTypeError, illegalConstructor, INSPECT, type Inspect, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { DOMString, double, isObject } from "waypost-internal:internal/webidl/webidl";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { EventTarget } from "waypost-internal:web/events/events";
import {
  type FetchTiming,
  makeMeasure,
  makeResource,
  type PerformanceEntry,
  PerformanceMark,
  type PerformanceMarkOptions,
  type PerformanceMeasure,
  type PerformanceResourceTiming,
} from "waypost-internal:web/performance/entries";
import { addEntry, clearEntries, latestMark, now, selectEntries } from "waypost-internal:web/performance/timeline";
import { op_performance_time_origin } from "waypost-native:web/performance";

export { PerformanceEntry, PerformanceMark, PerformanceMeasure } from "waypost-internal:web/performance/entries";
export { PerformanceObserver, PerformanceObserverEntryList } from "waypost-internal:web/performance/observer";

type MarkOrTime = string | number;

export interface PerformanceMeasureOptions {
  detail?: unknown;
  start?: MarkOrTime;
  duration?: number;
  end?: MarkOrTime;
}

const CONSTRUCT: unique symbol = Symbol("construct");
/** Entries of fetches that are kept; those after them are not. */
let resourceBufferSize = 250;

export class Performance extends EventTarget {
  #timeOrigin: number;

  constructor(token: unknown = undefined) {
    if (token !== CONSTRUCT) throw illegalConstructor();
    super();
    this.#timeOrigin = op_performance_time_origin();
  }

  // https://w3c.github.io/hr-time/#dom-performance-now
  now(): number {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    return now();
  }

  get timeOrigin(): number {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    return this.#timeOrigin;
  }

  mark(markName: string, markOptions: PerformanceMarkOptions | undefined = undefined): PerformanceMark {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    requireArguments(arguments.length, 1, "Performance.mark");
    const mark = new PerformanceMark(markName, markOptions);
    addEntry(mark);
    return mark;
  }

  // https://w3c.github.io/user-timing/#measure-method
  measure(
    measureName: string,
    startOrOptions: MarkOrTime | PerformanceMeasureOptions | undefined = undefined,
    endMark: MarkOrTime | undefined = undefined,
  ): PerformanceMeasure {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    requireArguments(arguments.length, 1, "Performance.measure");
    const name = DOMString(measureName);
    const options = isObject(startOrOptions) ? (startOrOptions as PerformanceMeasureOptions) : undefined;
    // Null is an empty dictionary, not the name of a mark.
    const given = options ?? { start: (startOrOptions as MarkOrTime | null) ?? undefined, end: endMark };
    if (options !== undefined && !isEmpty(options)) checkOptions(options, endMark);
    const end = endOf(given.end ?? endMark, given);
    const start = startOf(given, end);
    const measure = makeMeasure(name, start, end - start, given.detail);
    addEntry(measure);
    return measure;
  }

  clearMarks(markName: string | undefined = undefined): void {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    clearEntries("mark", markName === undefined ? undefined : DOMString(markName));
  }

  clearMeasures(measureName: string | undefined = undefined): void {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    clearEntries("measure", measureName === undefined ? undefined : DOMString(measureName));
  }

  // Packages with a `fetch` of their own (undici) call it, and without a receiver.
  // https://nodejs.org/api/perf_hooks.html#performancemarkresourcetimingtiminginfo-requestedurl-initiatortype-global-cachemode-bodyinfo-responsestatus-deliverytype
  markResourceTiming(
    timingInfo: FetchTiming,
    requestedUrl: string,
    initiatorType: string,
    _global?: unknown,
    _cacheMode?: unknown,
    _bodyInfo?: unknown,
    responseStatus?: number,
    _deliveryType?: unknown,
  ): PerformanceResourceTiming {
    const entry = makeResource(requestedUrl, initiatorType, timingInfo, responseStatus ?? 0);
    if (selectEntries(undefined, "resource").length < resourceBufferSize) addEntry(entry);
    return entry;
  }

  clearResourceTimings(name: string | undefined = undefined): void {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    clearEntries("resource", name === undefined ? undefined : DOMString(name));
  }

  // https://w3c.github.io/resource-timing/#dom-performance-setresourcetimingbuffersize
  setResourceTimingBufferSize(maxSize: number): void {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    requireArguments(arguments.length, 1, "Performance.setResourceTimingBufferSize");
    resourceBufferSize = double(maxSize) >>> 0;
  }

  getEntries(): PerformanceEntry[] {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    return selectEntries(undefined, undefined);
  }

  getEntriesByType(type: string): PerformanceEntry[] {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    requireArguments(arguments.length, 1, "Performance.getEntriesByType");
    return selectEntries(undefined, DOMString(type));
  }

  getEntriesByName(name: string, type: string | undefined = undefined): PerformanceEntry[] {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    requireArguments(arguments.length, 1, "Performance.getEntriesByName");
    return selectEntries(DOMString(name), type === undefined ? undefined : DOMString(type));
  }

  toJSON(): { timeOrigin: number } {
    if (!(#timeOrigin in this)) throw invalidThis("Performance");
    return { timeOrigin: this.timeOrigin };
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    return depth < 0 ? "[Performance]" : `Performance ${inspect(this.toJSON(), options)}`;
  }
}

// Its one parameter is ours.
Object.defineProperty(Performance, "length", { value: 0, configurable: true });
shapeInterface(Performance, "Performance");

export const performance: Performance = new Performance(CONSTRUCT);

function isEmpty(options: PerformanceMeasureOptions): boolean {
  const { start, end, duration, detail } = options;
  return start === undefined && end === undefined && duration === undefined && detail === undefined;
}

function checkOptions(options: PerformanceMeasureOptions, endMark: unknown): void {
  const { start, end, duration } = options;
  if (endMark !== undefined) {
    throw codedTypeError("ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS", "endMark must not be specified");
  }
  if (start === undefined && end === undefined) {
    throw codedTypeError("ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS", "One of options.start or options.end is required");
  }
  if (start !== undefined && end !== undefined && duration !== undefined) {
    throw codedTypeError(
      "ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS",
      "Must not have options.start, options.end, and options.duration specified",
    );
  }
}

function endOf(end: MarkOrTime | undefined, given: PerformanceMeasureOptions): number {
  if (end !== undefined) return timeOf(end);
  if (given.start !== undefined && given.duration !== undefined) return timeOf(given.start) + double(given.duration);
  return now();
}

function startOf(given: PerformanceMeasureOptions, end: number): number {
  if (given.start !== undefined) return timeOf(given.start);
  return given.duration === undefined ? 0 : end - double(given.duration);
}

// https://w3c.github.io/user-timing/#convert-a-mark-to-a-timestamp
function timeOf(mark: MarkOrTime): number {
  if (typeof mark === "number") {
    const time = double(mark);
    if (time < 0) throw codedTypeError("ERR_PERFORMANCE_INVALID_TIMESTAMP", `${time} is not a valid timestamp`);
    return time;
  }
  const name = DOMString(mark);
  const time = latestMark(name);
  if (time === undefined) throw new DOMException(`The "${name}" performance mark has not been set`, "SyntaxError");
  return time;
}
