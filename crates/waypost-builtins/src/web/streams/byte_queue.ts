// The memory side of byte streams: queued pieces, the buffers that readers brought, and the
// copying between them.
// https://streams.spec.whatwg.org/#rbs-controller-abstract-ops

import { Fifo } from "waypost-internal:web/streams/queue";

export type ViewConstructor = new (
  buffer: ArrayBuffer,
  byteOffset: number,
  length: number,
) => ArrayBufferView;

/** https://streams.spec.whatwg.org/#readable-byte-stream-queue-entry */
export interface ByteEntry {
  buffer: ArrayBuffer;
  byteOffset: number;
  byteLength: number;
}

/** https://streams.spec.whatwg.org/#pull-into-descriptor */
export interface PullInto {
  buffer: ArrayBuffer;
  bufferByteLength: number;
  byteOffset: number;
  byteLength: number;
  bytesFilled: number;
  minimumFill: number;
  elementSize: number;
  viewConstructor: ViewConstructor;
  readerType: "default" | "byob" | "none";
}

const uncurry = <T>(method: unknown): T => Function.prototype.call.bind(method as never) as T;
const transfer = uncurry<(buffer: ArrayBuffer) => ArrayBuffer>(ArrayBuffer.prototype.transfer);
const sliceBuffer = uncurry<(buffer: ArrayBuffer, from: number, to: number) => ArrayBuffer>(
  ArrayBuffer.prototype.slice,
);
const detached = uncurry<(buffer: ArrayBuffer) => boolean>(
  Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "detached")?.get,
);
const bufferLength = uncurry<(buffer: ArrayBuffer) => number>(
  Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")?.get,
);
const setBytes = uncurry<(to: Uint8Array, from: Uint8Array, at: number) => void>(
  Uint8Array.prototype.set,
);
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const typedArrayName = uncurry<(view: unknown) => string | undefined>(
  Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get,
);

const VIEWS: Readonly<Record<string, ViewConstructor & { BYTES_PER_ELEMENT: number }>> = Object.freeze(
  Object.assign(Object.create(null), {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    ...((globalThis as { Float16Array?: object }).Float16Array && {
      Float16Array: (globalThis as { Float16Array?: object }).Float16Array,
    }),
  }),
);

function gettersOf(prototype: object): Record<"buffer" | "byteOffset" | "byteLength", (view: unknown) => never> {
  const getter = (name: string): ((view: unknown) => never) =>
    uncurry(Object.getOwnPropertyDescriptor(prototype, name)?.get);
  return {
    buffer: getter("buffer"),
    byteOffset: getter("byteOffset"),
    byteLength: getter("byteLength"),
  };
}

const typedGetters = gettersOf(typedArray);
const dataGetters = gettersOf(DataView.prototype);

/** The memory of a view, read without its own properties. */
export interface ViewParts {
  buffer: ArrayBuffer;
  byteOffset: number;
  byteLength: number;
  elementSize: number;
  viewConstructor: ViewConstructor;
}

export function partsOf(view: ArrayBufferView): ViewParts {
  const name = typedArrayName(view);
  const type = name === undefined ? undefined : VIEWS[name];
  const getters = name === undefined ? dataGetters : typedGetters;
  return {
    buffer: getters.buffer(view),
    byteOffset: getters.byteOffset(view),
    byteLength: getters.byteLength(view),
    elementSize: type === undefined ? 1 : type.BYTES_PER_ELEMENT,
    viewConstructor: type ?? (DataView as unknown as ViewConstructor),
  };
}

export function isDataView(view: ArrayBufferView): boolean {
  return typedArrayName(view) === undefined;
}

export function isDetached(buffer: ArrayBuffer): boolean {
  return detached(buffer);
}

export function byteLengthOf(buffer: ArrayBuffer): number {
  return bufferLength(buffer);
}

/** https://streams.spec.whatwg.org/#transfer-array-buffer; throws when it cannot be transferred. */
export function transferBuffer(buffer: ArrayBuffer): ArrayBuffer {
  return transfer(buffer);
}

/** https://streams.spec.whatwg.org/#abstract-opdef-clonearraybuffer */
export function cloneBuffer(buffer: ArrayBuffer, from: number, length: number): ArrayBuffer {
  return sliceBuffer(buffer, from, from + length);
}

/** https://streams.spec.whatwg.org/#abstract-opdef-cloneasuint8array */
export function cloneAsUint8Array(view: ArrayBufferView): Uint8Array {
  const { buffer, byteOffset, byteLength } = partsOf(view);
  return new Uint8Array(cloneBuffer(buffer, byteOffset, byteLength));
}

/** Queued pieces of bytes and their total length. */
export class ByteQueue {
  #entries: Fifo<ByteEntry> = new Fifo();
  total = 0;

  push(buffer: ArrayBuffer, byteOffset: number, byteLength: number): void {
    this.#entries.push({ buffer, byteOffset, byteLength });
    this.total += byteLength;
  }

  shift(): ByteEntry {
    const entry = this.#entries.shift() as ByteEntry;
    this.total -= entry.byteLength;
    return entry;
  }

  reset(): void {
    this.#entries.clear();
    this.total = 0;
  }

  /**
   * Copies what is queued into a reader's buffer; true when that holds enough.
   * https://streams.spec.whatwg.org/#readable-byte-stream-controller-fill-pull-into-descriptor-from-queue
   */
  fill(into: PullInto): boolean {
    const available = Math.min(this.total, into.byteLength - into.bytesFilled);
    const reachable = into.bytesFilled + available;
    const aligned = reachable - (reachable % into.elementSize);
    const ready = aligned >= into.minimumFill;
    let rest = ready ? aligned - into.bytesFilled : available;
    while (rest > 0) {
      const head = this.#entries.peek() as ByteEntry;
      const count = Math.min(rest, head.byteLength);
      setBytes(
        new Uint8Array(into.buffer),
        new Uint8Array(head.buffer, head.byteOffset, count),
        into.byteOffset + into.bytesFilled,
      );
      if (head.byteLength === count) {
        this.#entries.shift();
      } else {
        head.byteOffset += count;
        head.byteLength -= count;
      }
      this.total -= count;
      into.bytesFilled += count;
      rest -= count;
    }
    return ready;
  }
}

/** https://streams.spec.whatwg.org/#readable-byte-stream-controller-convert-pull-into-descriptor */
export function viewOf(into: PullInto): ArrayBufferView {
  const buffer = transferBuffer(into.buffer);
  return new into.viewConstructor(buffer, into.byteOffset, into.bytesFilled / into.elementSize);
}
