// Blob: https://w3c.github.io/FileAPI/#blob-section
//
// A blob is a list of byte segments, in memory or in a file, that nobody writes to any more. Blobs made of blobs, and slices,
// share their segments; the bytes are joined only for who wants them in one piece.

import { codedTypeError, INSPECT, type Inspect, invalidThis, shapeInterface, toDictionary } from "waypost-internal:internal/web_interface/web_interface";
import { bytesOf, isAnyArrayBuffer, isObject, longLong, sequenceOf, USVString } from "waypost-internal:internal/webidl/webidl";
import { utf8Decode, utf8Encode } from "waypost-internal:web/encoding/utf8";
import { SpooledSegment } from "waypost-internal:web/blob/spooled";
import { ReadableStream } from "waypost-internal:web/streams/streams";

export type BlobPart = ArrayBuffer | ArrayBufferView | Blob | string;

export interface BlobPropertyBag {
  type?: string;
  endings?: "transparent" | "native";
}

/** Bytes that nobody writes to any more, in memory or on disk. */
export type Segment = Uint8Array | SpooledSegment;

/** How much a stream of a blob gives out at once. */
const CHUNK = 65536;

let segmentsIn: (blob: Blob) => readonly Segment[];
let fill: (blob: Blob, segments: readonly Segment[], size: number, type: string) => void;
let isBlobObject: (value: object) => boolean;

export class Blob {
  #segments: readonly Segment[];
  #size: number;
  #type: string;

  static {
    segmentsIn = (blob): readonly Segment[] => blob.#segments;
    isBlobObject = (value): boolean => #segments in value;
    fill = (blob, segments, size, type): void => {
      blob.#segments = segments;
      blob.#size = size;
      blob.#type = type;
    };
  }

  // https://w3c.github.io/FileAPI/#constructorBlob
  constructor(sources: Iterable<BlobPart> | undefined = undefined, options?: BlobPropertyBag) {
    this.#segments = [];
    this.#size = 0;
    this.#type = "";
    if (sources === undefined && options === undefined) return;
    const parts = sources === undefined ? [] : partsOf(sources);
    const init = toDictionary(options, 'The "options" argument');
    const endings = init?.endings === undefined ? "transparent" : String(init.endings);
    if (endings !== "transparent" && endings !== "native") {
      throw codedTypeError("ERR_INVALID_ARG_VALUE", `The property 'options.endings' must be one of: 'transparent', 'native'. Received '${endings}'`);
    }
    if (init?.type !== undefined) this.#type = normalizeType(String(init.type));
    const segments: Segment[] = [];
    for (const part of parts) addSegments(segments, part, endings === "native");
    this.#segments = segments;
    this.#size = totalLength(segments);
  }

  get size(): number {
    if (!(#size in this)) throw invalidThis("Blob");
    return this.#size;
  }

  get type(): string {
    if (!(#type in this)) throw invalidThis("Blob");
    return this.#type;
  }

  // https://w3c.github.io/FileAPI/#slice-method-algo
  slice(start: number | undefined = undefined, end?: number, contentType?: string): Blob {
    if (!(#size in this)) throw invalidThis("Blob");
    const size = this.#size;
    const from = start === undefined ? 0 : relativePosition(longLong(start, "clamp"), size);
    const to = end === undefined ? size : relativePosition(longLong(end, "clamp"), size);
    const type = contentType === undefined ? "" : normalizeType(String(contentType));
    return blobOf(sliceSegments(this.#segments, from, to), type);
  }

  stream(): ReadableStream {
    if (!(#segments in this)) throw invalidThis("Blob");
    return streamOf(this.#segments);
  }

  async text(): Promise<string> {
    if (!(#segments in this)) throw invalidThis("Blob");
    return utf8Decode(await read(this.#segments, this.#size, false));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    if (!(#segments in this)) throw invalidThis("Blob");
    return (await read(this.#segments, this.#size, true)).buffer as ArrayBuffer;
  }

  async bytes(): Promise<Uint8Array> {
    if (!(#segments in this)) throw invalidThis("Blob");
    return read(this.#segments, this.#size, true);
  }

  [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[Blob]";
    return `Blob ${inspect({ size: this.size, type: this.type }, options)}`;
  }
}

shapeInterface(Blob, "Blob");

/** Whether the value is a Blob or a File. */
export function isBlob(value: unknown): value is Blob {
  return typeof value === "object" && value !== null && isBlobObject(value);
}

/** A blob over segments that nobody writes to any more. */
export function blobOf(segments: readonly Segment[], type: string): Blob {
  const blob = new Blob();
  fill(blob, segments, totalLength(segments), type);
  return blob;
}

/** Gives a blob under construction (a File) its content. */
export function fillBlob(blob: Blob, segments: readonly Segment[], type: string): void {
  fill(blob, segments, totalLength(segments), type);
}

/** The segments of a blob: not to be written to. */
export function blobSegments(blob: Blob): readonly Segment[] {
  return segmentsIn(blob);
}

/** The bytes of a blob in one piece: not to be written to. */
export function blobBytes(blob: Blob): Uint8Array {
  return join(segmentsIn(blob), blob.size);
}

/** The bytes of a blob, whose segments may be in a file: not to be written to. */
export async function readBlob(blob: Blob): Promise<Uint8Array> {
  return read(segmentsIn(blob), blob.size, false);
}

/** https://w3c.github.io/FileAPI/#constructorBlob: ASCII only, in lower case, or nothing. */
export function normalizeType(type: string): string {
  for (let i = 0; i < type.length; i++) {
    const c = type.charCodeAt(i);
    if (c < 0x20 || c > 0x7e) return "";
  }
  return type.toLowerCase();
}

function partsOf(sources: unknown): (Blob | Uint8Array | string)[] {
  const method = isObject(sources) ? (sources as { [Symbol.iterator]?: unknown })[Symbol.iterator] : undefined;
  if (typeof method !== "function") {
    throw codedTypeError("ERR_INVALID_ARG_TYPE", 'The "sources" argument must be a sequence');
  }
  return sequenceOf(sources as object, method as () => Iterator<unknown>, toPart);
}

function toPart(item: unknown): Blob | Uint8Array | string {
  if (ArrayBuffer.isView(item) || isAnyArrayBuffer(item)) return bytesOf(item);
  return isBlob(item) ? item : USVString(item);
}

// https://w3c.github.io/FileAPI/#process-blob-parts
function addSegments(segments: Segment[], part: Blob | Uint8Array | string, nativeEndings: boolean): void {
  if (typeof part === "string") {
    const text = nativeEndings ? part.replace(/\r\n?/g, "\n") : part;
    if (text !== "") segments.push(utf8Encode(text));
  } else if (part instanceof Uint8Array) {
    if (part.length > 0) segments.push(part.slice());
  } else {
    for (const segment of segmentsIn(part)) segments.push(segment);
  }
}

function totalLength(segments: readonly Segment[]): number {
  let length = 0;
  for (const segment of segments) length += segment.length;
  return length;
}

function relativePosition(position: number, size: number): number {
  return position < 0 ? Math.max(size + position, 0) : Math.min(position, size);
}

function sliceSegments(segments: readonly Segment[], start: number, end: number): Segment[] {
  const taken: Segment[] = [];
  let offset = 0;
  for (const segment of segments) {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, segment.length);
    if (from < to) taken.push(from === 0 && to === segment.length ? segment : segment.subarray(from, to));
    offset += segment.length;
  }
  return taken;
}

function join(segments: readonly Segment[], size: number): Uint8Array {
  const only = segments.length === 1 ? segments[0] : undefined;
  return only instanceof Uint8Array ? only : copy(segments, size);
}

/** All bytes, in memory of their own if `owned`; files are read without holding anybody up. */
async function read(segments: readonly Segment[], size: number, owned: boolean): Promise<Uint8Array> {
  if (segments.every((segment) => segment instanceof Uint8Array)) return owned ? copy(segments, size) : join(segments, size);
  const only = segments.length === 1 ? segments[0] : undefined;
  if (only instanceof SpooledSegment) return only.read(0, only.length);
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const segment of segments) {
    bytes.set(segment instanceof SpooledSegment ? await segment.read(0, segment.length) : segment, offset);
    offset += segment.length;
  }
  return bytes;
}

function copy(segments: readonly Segment[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const segment of segments) {
    bytes.set(segment instanceof SpooledSegment ? segment.readNow() : segment, offset);
    offset += segment.length;
  }
  return bytes;
}

// https://w3c.github.io/FileAPI/#blob-get-stream
function streamOf(segments: readonly Segment[]): ReadableStream {
  let index = 0;
  let offset = 0;
  return new ReadableStream({
    type: "bytes",
    pull(controller: { enqueue(bytes: Uint8Array): void; close(): void; byobRequest?: { respond(n: number): void } | null }): Promise<void> | undefined {
      const segment = segments[index];
      if (segment === undefined) {
        controller.close();
        controller.byobRequest?.respond(0);
        return undefined;
      }
      const start = offset;
      const end = Math.min(start + CHUNK, segment.length);
      offset = end;
      if (end === segment.length) {
        index++;
        offset = 0;
      }
      if (segment instanceof SpooledSegment) return segment.read(start, end).then((bytes) => controller.enqueue(bytes));
      controller.enqueue(segment.slice(start, end));
      return undefined;
    },
    cancel(): void {
      index = segments.length;
    },
  });
}
