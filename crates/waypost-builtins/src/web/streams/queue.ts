// The queues of streams: a ring that grows, with the sizes of its chunks when they matter.
// https://streams.spec.whatwg.org/#queue-with-sizes
//
// A ring, because a stream puts in at one end and takes from the other for its whole life.

/** First in, first out; taking from an empty one gives `undefined`. */
export class Fifo<T> {
  #ring: (T | undefined)[] = [];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: T): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = value;
    this.#length++;
  }

  shift(): T | undefined {
    if (this.#length === 0) return undefined;
    const value = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length--;
    return value;
  }

  peek(): T | undefined {
    return this.#length === 0 ? undefined : this.#ring[this.#head];
  }

  /** Empties the queue and hands over what was in it, in order. */
  takeAll(): T[] {
    const all: T[] = [];
    while (this.#length > 0) all.push(this.shift() as T);
    return all;
  }

  clear(): void {
    this.#ring = [];
    this.#head = 0;
    this.#length = 0;
  }

  /** The ring's length stays a power of two, so that the place wraps with a mask. */
  #grow(): void {
    const old = this.#ring;
    const size = old.length === 0 ? 4 : old.length * 2;
    const ring: (T | undefined)[] = new Array(size);
    for (let index = 0; index < size; index++) {
      ring[index] = index < old.length ? old[(this.#head + index) & (old.length - 1)] : undefined;
    }
    this.#ring = ring;
    this.#head = 0;
  }
}

/** A queue that knows the sum of its chunks' sizes. */
export class SizedQueue {
  #values: Fifo<unknown> = new Fifo();
  /** Absent as long as every size is one, which is what streams without a strategy have. */
  #sizes: Fifo<number> | undefined = undefined;
  #total = 0;

  get length(): number {
    return this.#values.length;
  }

  get total(): number {
    return this.#total;
  }

  // https://streams.spec.whatwg.org/#enqueue-value-with-size
  push(value: unknown, size: number): void {
    if (!(size >= 0 && size < Infinity)) {
      throw new RangeError("The return value of a queuing strategy's size function must be a finite, non-NaN, non-negative number");
    }
    if (size !== 1 && this.#sizes === undefined) {
      this.#sizes = new Fifo();
      for (let index = this.#values.length; index > 0; index--) this.#sizes.push(1);
    }
    this.#values.push(value);
    this.#sizes?.push(size);
    this.#total += size;
  }

  // https://streams.spec.whatwg.org/#dequeue-value
  shift(): unknown {
    const value = this.#values.shift();
    this.#total -= this.#sizes === undefined ? 1 : (this.#sizes.shift() as number);
    // Sums of fractions can end below zero.
    if (this.#total < 0) this.#total = 0;
    return value;
  }

  peek(): unknown {
    return this.#values.peek();
  }

  // https://streams.spec.whatwg.org/#reset-queue
  reset(): void {
    this.#values.clear();
    this.#sizes = undefined;
    this.#total = 0;
  }
}
