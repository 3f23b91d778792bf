// node:perf_hooks: histograms with the buckets of HdrHistogram (http://hdrhistogram.org), as Node.js has them: a
// value is known to so many figures, whatever its size. Only buckets that hold something are kept.

import { runIn } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { clearInterval, setInterval, type Timeout } from "waypost-internal:internal/event_loop/timers";
import { validateInteger, validateNumber, validateObject } from "waypost-internal:internal/validators/validators";
import { INSPECT } from "waypost-internal:internal/web_interface/web_interface";
import { process } from "waypost-internal:node/process/process";

/** What `min` is of a histogram without values: the largest signed number of 64 bits. */
const NO_MINIMUM = 2 ** 63 - 1;

function nanoseconds(): number {
  return Number(process.hrtime.bigint());
}

/** The counts of a range, and where a value belongs. */
class Buckets {
  /** What would need a bucket beyond it is only counted. */
  readonly #highest: number;
  readonly #halfMagnitude: number;
  readonly #unit: number;
  readonly #counts: Map<number, number> = new Map();
  count: number = 0;
  exceeds: number = 0;
  smallest: number = NO_MINIMUM;
  largest: number = 0;

  constructor(lowest: number, highest: number, figures: number) {
    this.#unit = Math.floor(Math.log2(lowest));
    this.#halfMagnitude = Math.max(Math.ceil(Math.log2(2 * 10 ** figures)), 1) - 1;
    // The table of HdrHistogram doubles until it holds `highest`.
    let end = 2 ** (this.#unit + this.#halfMagnitude + 1);
    while (end <= highest) end *= 2;
    this.#highest = end - 1;
  }

  /** How many values share a bucket with this one: a power of two. */
  #width(value: number): number {
    const first = 2 ** (this.#unit + this.#halfMagnitude + 1);
    return value < first ? 2 ** this.#unit : 2 ** (Math.floor(Math.log2(value)) - this.#halfMagnitude);
  }

  lowestLike(value: number): number {
    const width = this.#width(value);
    return Math.floor(value / width) * width;
  }

  highestLike(value: number): number {
    return this.lowestLike(value) + this.#width(value) - 1;
  }

  #medianLike(value: number): number {
    return value + Math.floor(this.#width(value) / 2);
  }

  add(value: number, count: number): void {
    if (value > this.#highest) {
      this.exceeds += count;
      return;
    }
    const low = this.lowestLike(value);
    this.#counts.set(low, (this.#counts.get(low) ?? 0) + count);
    this.count += count;
    if (value < this.smallest) this.smallest = value;
    if (value > this.largest) this.largest = value;
  }

  addAll(other: Buckets): void {
    for (const [value, count] of other.#counts) this.add(value, count);
    this.exceeds += other.exceeds;
  }

  clear(): void {
    this.#counts.clear();
    this.count = 0;
    this.exceeds = 0;
    this.smallest = NO_MINIMUM;
    this.largest = 0;
  }

  #sorted(): [number, number][] {
    return [...this.#counts].sort(([a], [b]) => a - b);
  }

  mean(): number {
    let sum = 0;
    for (const [value, count] of this.#counts) sum += this.#medianLike(value) * count;
    return sum / this.count;
  }

  deviation(): number {
    const mean = this.mean();
    let sum = 0;
    for (const [value, count] of this.#counts) sum += (this.#medianLike(value) - mean) ** 2 * count;
    return Math.sqrt(sum / this.count);
  }

  atPercentile(percentile: number): number {
    const wanted = Math.max(Math.floor((percentile / 100) * this.count + 0.5), 1);
    let seen = 0;
    for (const [value, count] of this.#sorted()) {
      seen += count;
      if (seen >= wanted) return this.highestLike(value);
    }
    return 0;
  }

  /** Ever closer steps towards 100: each is half as far from it as the one before. */
  percentiles(): Map<number, number> {
    const found = new Map<number, number>();
    let next = 0;
    let seen = 0;
    let last = 0;
    for (const [value, count] of this.#sorted()) {
      seen += count;
      last = value;
      const reached = (100 * seen) / this.count;
      while (next <= reached && next < 100) {
        found.set(next, value);
        next += 100 / 2 ** (Math.trunc(Math.log(100 / (100 - next)) / Math.LN2) + 1);
        // What holds the last value ends the steps.
        if (seen === this.count) break;
      }
    }
    found.set(100, last);
    return found;
  }
}

/** Makes a histogram without being asked by user code. */
const MINE: unique symbol = Symbol("histogram");

export class Histogram {
  protected readonly _buckets: Buckets;

  constructor(key: symbol, buckets?: Buckets) {
    if (key !== MINE) throw new codes.ERR_ILLEGAL_CONSTRUCTOR!();
    this._buckets = buckets as Buckets;
  }

  get count(): number {
    return this._buckets.count;
  }
  get countBigInt(): bigint {
    return BigInt(this.count);
  }
  get exceeds(): number {
    return this._buckets.exceeds;
  }
  get exceedsBigInt(): bigint {
    return BigInt(this.exceeds);
  }
  get min(): number {
    const { smallest } = this._buckets;
    return smallest === NO_MINIMUM ? smallest : this._buckets.lowestLike(smallest);
  }
  get minBigInt(): bigint {
    return this.count === 0 ? 2n ** 63n - 1n : BigInt(this.min);
  }
  get max(): number {
    const { largest } = this._buckets;
    return largest === 0 ? 0 : this._buckets.highestLike(largest);
  }
  get maxBigInt(): bigint {
    return BigInt(this.max);
  }
  get mean(): number {
    return this._buckets.mean();
  }
  get stddev(): number {
    return this._buckets.deviation();
  }
  get percentiles(): Map<number, number> {
    return this._buckets.percentiles();
  }
  get percentilesBigInt(): Map<number, bigint> {
    return new Map([...this.percentiles].map(([percentile, value]) => [percentile, BigInt(value)]));
  }

  percentile(percentile: number): number {
    validateNumber(percentile, "percentile");
    if (!(percentile > 0) || percentile > 100) throw new codes.ERR_OUT_OF_RANGE!("percentile", "> 0 && <= 100", percentile);
    return this._buckets.atPercentile(percentile);
  }
  percentileBigInt(percentile: number): bigint {
    return BigInt(this.percentile(percentile));
  }

  reset(): void {
    this._buckets.clear();
  }

  toJSON(): Record<string, unknown> {
    const { count, min, max, mean, exceeds, stddev } = this;
    return { count, min, max, mean, exceeds, stddev, percentiles: Object.fromEntries(this.percentiles) };
  }

  [INSPECT](depth: number, options: { depth: number | null }, inspect: (value: unknown, options: object) => string): string {
    const { min, max, mean, exceeds, stddev, count, percentiles } = this;
    const deeper = { ...options, depth: options.depth === null ? null : depth - 1 };
    return `Histogram ${inspect({ min, max, mean, exceeds, stddev, count, percentiles }, deeper)}`;
  }
}

export class RecordableHistogram extends Histogram {
  #before: number | undefined;

  record(value: number | bigint): void {
    if (typeof value === "bigint") {
      if (value < 1n || value > 2n ** 63n - 1n) throw new codes.ERR_OUT_OF_RANGE!("val", ">= 1 && <= 9223372036854775807", value);
      this._buckets.add(Number(value), 1);
      return;
    }
    validateInteger(value, "val", 1);
    this._buckets.add(value, 1);
  }

  /** Records the time since it was last called, in nanoseconds. */
  recordDelta(): void {
    const now = nanoseconds();
    if (this.#before !== undefined) this._buckets.add(Math.max(now - this.#before, 1), 1);
    this.#before = now;
  }

  add(other: RecordableHistogram): void {
    if (!(other instanceof RecordableHistogram)) throw new codes.ERR_INVALID_ARG_TYPE!("other", "RecordableHistogram", other);
    this._buckets.addAll(other._buckets);
  }
}

/** How late the event loop is: the time between the rounds of a timer, in nanoseconds. */
class ELDHistogram extends Histogram {
  readonly #resolution: number;
  #timer: Timeout | undefined;

  constructor(key: symbol, resolution: number) {
    super(key, new Buckets(1, 3.6e12, 3));
    this.#resolution = resolution;
  }

  enable(): boolean {
    if (this.#timer !== undefined) return false;
    let before = nanoseconds();
    // It belongs to no request, whichever enables it.
    const timer = runIn(undefined, setInterval, () => {
      const now = nanoseconds();
      this._buckets.add(Math.max(now - before, 1), 1);
      before = now;
    }, this.#resolution);
    timer.unref();
    this.#timer = timer;
    return true;
  }

  disable(): boolean {
    if (this.#timer === undefined) return false;
    clearInterval(this.#timer);
    this.#timer = undefined;
    return true;
  }

  [Symbol.dispose](): void {
    this.disable();
  }
}

export function createHistogram(options: { lowest?: number | bigint; highest?: number | bigint; figures?: number } = {}): RecordableHistogram {
  validateObject(options, "options");
  const { lowest = 1, highest = Number.MAX_SAFE_INTEGER, figures = 3 } = options;
  if (typeof lowest !== "bigint") validateInteger(lowest, "options.lowest", 1, Number.MAX_SAFE_INTEGER);
  if (typeof highest !== "bigint") validateInteger(highest, "options.highest", 2 * Number(lowest), Number.MAX_SAFE_INTEGER);
  else if (highest < 2n * BigInt(lowest)) throw new codes.ERR_INVALID_ARG_VALUE!("options.highest", highest);
  validateInteger(figures, "options.figures", 1, 5);
  return new RecordableHistogram(MINE, new Buckets(Number(lowest), Number(highest), figures));
}

export function monitorEventLoopDelay(options: { resolution?: number } = {}): ELDHistogram {
  validateObject(options, "options");
  const { resolution = 10 } = options;
  validateInteger(resolution, "options.resolution", 1);
  return new ELDHistogram(MINE, resolution);
}
