// Bodies of requests and responses: https://fetch.spec.whatwg.org/#bodies
//
// A body keeps its source (text, bytes, a Blob) as it was given and becomes a stream only when
// somebody asks for one: `Response.json()` and `request.json()` of a small message never make
// bytes in JavaScript. The body of a request that is still arriving is a `HostBody`: a native
// resource that is read whole in one step, or streamed.

import { nativeResolve } from "waypost-internal:internal/async_context/async_context";
import { Blob, blobOf } from "waypost-internal:web/blob/blob";
import {
  FormData,
  encodeMultipart,
  feedPieces,
  formDataFromUrlencoded,
  parseMultipart,
  spoolMultipart,
} from "waypost-internal:web/formdata/formdata";
import { isSharedArrayBuffer } from "waypost-internal:internal/webidl/webidl";
import { URLSearchParams } from "waypost-internal:web/url/search_params";
import { utf8Decode, utf8DecodeKeepBom, utf8Encode } from "waypost-internal:web/encoding/encoding";
import {
  acquireDefaultReader,
  type HostPieces,
  ReadableStream,
  isReadableStreamDisturbed,
  isReadableStreamLocked,
  readAllBytes,
  readableStreamFromHost,
  readableStreamTee,
} from "waypost-internal:web/streams/streams";

export type BodyInit =
  | ReadableStream
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | FormData
  | URLSearchParams
  | string
  | AsyncIterable<Uint8Array>;

/** What a body was made of, as long as nobody asked for a stream. */
export type BodySource = string | Uint8Array | Blob | HostBody | null;

/** A body that arrives from outside in pieces. */
export interface HostBody {
  /** The next piece, or undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** The same; rejects when the pieces are more than the limit for bodies read whole. */
  readBounded(): Promise<Uint8Array | undefined>;
  /** Everything; rejects past the limit for bodies read whole. */
  readAll(): Promise<Uint8Array>;
  /** Nobody wants the rest. */
  cancel(reason: unknown): void;
  /** Gives the rest to a form, as `FormFeed` says, within the limit for bodies read whole. */
  spool?(form: number): Promise<undefined | string>;
  /** The body, for who can have it moved without its pieces. */
  readonly pieces?: HostPieces;
}

/** The state of one body. */
export class Body {
  source: BodySource;
  stream: ReadableStream | null;
  used = false;

  constructor(source: BodySource, stream: ReadableStream | null) {
    this.source = source;
    this.stream = stream;
  }
}

/** A body and the content type that goes with it. */
export interface ExtractedBody {
  body: Body;
  type: string | null;
}

/** https://fetch.spec.whatwg.org/#concept-bodyinit-extract */
export function extractBody(init: unknown, keepalive = false): ExtractedBody {
  if (typeof init === "string") {
    return { body: new Body(init, null), type: "text/plain;charset=UTF-8" };
  }
  if (typeof init === "object" && init !== null) {
    const special = extractObject(init, keepalive);
    if (special !== null) return special;
  }
  return { body: new Body(`${init as string}`, null), type: "text/plain;charset=UTF-8" };
}

function extractObject(init: object, keepalive: boolean): ExtractedBody | null {
  if (ArrayBuffer.isView(init)) {
    const bytes = new Uint8Array(init.buffer, init.byteOffset, init.byteLength).slice();
    return { body: new Body(bytes, null), type: null };
  }
  if (init instanceof ArrayBuffer || isSharedArrayBuffer(init)) {
    return { body: new Body(new Uint8Array(init as ArrayBuffer).slice(), null), type: null };
  }
  if (init instanceof ReadableStream) {
    if (keepalive) throw new TypeError("keepalive and a stream as body do not go together");
    if (isReadableStreamDisturbed(init) || isReadableStreamLocked(init)) {
      throw new TypeError("Response body object should not be disturbed or locked");
    }
    return { body: new Body(null, init), type: null };
  }
  if (init instanceof Blob) {
    return { body: new Body(init, null), type: init.type === "" ? null : init.type };
  }
  if (init instanceof URLSearchParams) {
    return {
      body: new Body(init.toString(), null),
      type: "application/x-www-form-urlencoded;charset=UTF-8",
    };
  }
  if (init instanceof FormData) {
    const { boundary, parts } = encodeMultipart(init);
    return {
      body: new Body(blobOf(parts, ""), null),
      type: `multipart/form-data; boundary=${boundary}`,
    };
  }
  if ((init as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] !== undefined) {
    return { body: new Body(null, ReadableStream.from(init as AsyncIterable<unknown>)), type: null };
  }
  return null;
}

/** https://fetch.spec.whatwg.org/#body-unusable */
export function isUnusable(body: Body): boolean {
  if (body.stream === null) return body.used;
  return body.used || isReadableStreamDisturbed(body.stream) || isReadableStreamLocked(body.stream);
}

/** Whether somebody reads it or has read all of it; of a cancelled one there is nothing left to send. */
export function isTaken(body: Body): boolean {
  return body.used || (body.stream !== null && isReadableStreamLocked(body.stream));
}

/** https://fetch.spec.whatwg.org/#dom-body-bodyused */
export function isUsed(body: Body | null): boolean {
  if (body === null) return false;
  return body.used || (body.stream !== null && isReadableStreamDisturbed(body.stream));
}

/** The body as a stream, made from its source when first asked for. */
export function streamOf(body: Body): ReadableStream {
  if (body.stream !== null) return body.stream;
  const source = body.source;
  body.source = null;
  body.stream = sourceStream(source);
  if (body.used) void body.stream.getReader();
  return body.stream;
}

function sourceStream(source: BodySource): ReadableStream {
  if (source instanceof Blob) return source.stream();
  if (typeof source === "string" || source instanceof Uint8Array) {
    let rest: Uint8Array | undefined = typeof source === "string" ? utf8Encode(source) : source;
    return readableStreamFromHost(
      () => {
        const bytes = rest;
        rest = undefined;
        return Promise.resolve(bytes !== undefined && bytes.byteLength > 0 ? bytes : undefined);
      },
      () => {
        rest = undefined;
      },
      "bytes",
    );
  }
  const host = source as HostBody;
  return readableStreamFromHost(
    () => host.read(),
    (reason: unknown) => host.cancel(reason),
    "bytes",
    host.pieces,
  );
}

/** https://fetch.spec.whatwg.org/#concept-body-clone */
export function cloneBody(body: Body): Body {
  const source = body.source;
  if (body.stream === null && isShareable(source)) return new Body(source, null);
  const [first, second] = readableStreamTee(streamOf(body), true);
  body.stream = first;
  return new Body(null, second);
}

/** A source that two bodies may read: it never changes and reading does not use it up. */
function isShareable(source: BodySource): boolean {
  return typeof source === "string" || source instanceof Uint8Array || source instanceof Blob;
}

function take(body: Body): void {
  if (isUnusable(body)) throw new TypeError("Body is unusable: Body has already been read");
  body.used = true;
}

async function bytesOf(body: Body): Promise<Uint8Array> {
  const { source, stream } = body;
  if (stream !== null) {
    body.used = false;
    return readAllBytes(stream);
  }
  if (typeof source === "string") return utf8Encode(source);
  if (source instanceof Uint8Array) return source.slice();
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  return (source as HostBody).readAll();
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

export async function bodyText(body: Body | null): Promise<string> {
  if (body === null) return "";
  take(body);
  if (body.stream === null && typeof body.source === "string") {
    return withoutByteOrderMark(body.source);
  }
  return utf8Decode(await bytesOf(body));
}

/** Most bodies are a text that is there: for those it makes a promise, and no frame of an async function. */
export function bodyJson(body: Body | null): Promise<unknown> {
  if (body === null || body.used || body.stream !== null || typeof body.source !== "string") return jsonOf(body);
  body.used = true;
  try {
    return nativeResolve(parseJson(withoutByteOrderMark(body.source)));
  } catch (error) {
    return failed(error);
  }
}

async function jsonOf(body: Body | null): Promise<unknown> {
  return parseJson(await bodyText(body));
}

async function failed(error: unknown): Promise<never> {
  throw error;
}

const parseJson: (text: string) => unknown = JSON.parse;

export async function bodyBytes(body: Body | null): Promise<Uint8Array> {
  if (body === null) return new Uint8Array(0);
  take(body);
  return bytesOf(body);
}

export async function bodyArrayBuffer(body: Body | null): Promise<ArrayBuffer> {
  const bytes = await bodyBytes(body);
  const buffer = bytes.buffer as ArrayBuffer;
  if (bytes.byteOffset === 0 && bytes.byteLength === buffer.byteLength) return buffer;
  return buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}

export async function bodyBlob(body: Body | null, type: string | null): Promise<Blob> {
  const bytes = await bodyBytes(body);
  return new Blob([bytes], { type: type ?? "" });
}

/** https://fetch.spec.whatwg.org/#dom-body-formdata */
export async function bodyFormData(body: Body | null, type: string | null): Promise<FormData> {
  const essence = type === null ? "" : (type.split(";", 1)[0] as string).trim().toLowerCase();
  if (essence === "multipart/form-data") {
    const boundary = multipartBoundary(type as string);
    if (boundary === null) throw new TypeError("Failed to parse body as FormData.");
    if (body === null) throw new TypeError("Failed to parse body as FormData.");
    take(body);
    try {
      return await arrivingForm(body, boundary);
    } catch (error) {
      // What is left of a body that is no form is of no use.
      cancelBody(body, error);
      throw error;
    }
  }
  if (essence === "application/x-www-form-urlencoded") {
    // Unlike text, a form keeps its byte order mark.
    return formDataFromUrlencoded(utf8DecodeKeepBom(await bodyBytes(body)));
  }
  throw new TypeError(
    'Content-Type was not one of "multipart/form-data" or "application/x-www-form-urlencoded".',
  );
}

/** Forms up to this many bytes are kept in memory whole. */
const SPOOLED_FROM = 1024 * 1024;

/** A form whose body may still be arriving: past the threshold, its files go to disk. */
async function arrivingForm(body: Body, boundary: string): Promise<FormData> {
  const pull = pullerOf(body);
  if (pull === undefined) return parseMultipart(await bytesOf(body), boundary);
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < SPOOLED_FROM) {
    const piece = await pull();
    if (piece === undefined) return parseMultipart(concat(pieces, length), boundary);
    pieces.push(piece);
    length += piece.byteLength;
  }
  const { source, stream } = body;
  const host = stream === null ? (source as HostBody) : undefined;
  return spoolMultipart(pieces, (form) => host?.spool?.(form) ?? feedPieces(form, pull), boundary);
}

/** Reads a body that is not in memory, piece by piece. */
function pullerOf(body: Body): (() => Promise<Uint8Array | undefined>) | undefined {
  const { source, stream } = body;
  if (stream !== null) {
    body.used = false;
    const reader = acquireDefaultReader(stream);
    return async () => {
      const { value, done } = await reader.read();
      if (done) return undefined;
      if (value instanceof Uint8Array) return value;
      throw new TypeError("Received non-Uint8Array chunk");
    };
  }
  if (source === null || typeof source !== "object" || !("readBounded" in source)) return undefined;
  return () => source.readBounded();
}

function concat(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}

/** The boundary parameter, quoted or not. */
export function multipartBoundary(type: string): string | null {
  const match = /;\s*boundary=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(type);
  if (match === null) return null;
  return match[1] !== undefined ? match[1].replace(/\\(.)/g, "$1") : (match[2] as string);
}

/** Lets go of a body that nobody will read. */
export function cancelBody(body: Body, reason: unknown): void {
  if (body.stream !== null) {
    if (!isReadableStreamLocked(body.stream)) body.stream.cancel(reason).catch(() => undefined);
    return;
  }
  const source = body.source;
  if (source !== null && typeof source === "object" && "readAll" in source) {
    (source as HostBody).cancel(reason);
  }
}
