// Response: https://fetch.spec.whatwg.org/#response-class
//
// Headers are materialised when touched: the answer of a handler that says
// `Response.json(value)` crosses to Rust as a status, a content type by number and a string.

import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";
import type { ReadableStream } from "waypost-internal:web/streams/streams";
import { URL } from "waypost-internal:web/url/url";
import {
  Body,
  type BodyInit,
  bodyArrayBuffer,
  bodyBlob,
  bodyBytes,
  bodyFormData,
  bodyJson,
  bodyText,
  cloneBody,
  extractBody,
  isUnusable,
  isUsed,
  streamOf,
} from "waypost-internal:web/fetch/body";
import {
  Headers,
  type HeadersGuard,
  type HeadersInit,
  headerList,
  headersFrom,
  setHeadersGuard,
} from "waypost-internal:web/fetch/headers";

export interface ResponseInit {
  status?: number;
  statusText?: string;
  headers?: HeadersInit;
}

export type ResponseType = "basic" | "cors" | "default" | "error" | "opaque" | "opaqueredirect";

/** What a response is made of. `headers` is null while only `contentType` is known. */
export class ResponseState {
  status = 200;
  statusText = "";
  headers: Headers | null = null;
  contentType: string | null = null;
  body: Body | null = null;
  type: ResponseType = "default";
  url = "";
  redirected = false;
  guard: HeadersGuard = "response";
}

/** Marks a constructor call from inside, with a finished state. */
export const RESPONSE_FROM_STATE: unique symbol = Symbol("from state");

interface Internals {
  state(response: Response): ResponseState;
  is(value: unknown): value is Response;
}

/** Filled by the static block of the class. */
const internals = {} as Internals;

const jsonStringify = JSON.stringify;

export class Response {
  #state: ResponseState;

  constructor(body?: BodyInit | null, init?: ResponseInit) {
    if ((body as unknown) === RESPONSE_FROM_STATE) {
      this.#state = init as unknown as ResponseState;
      return;
    }
    const state = new ResponseState();
    this.#state = state;
    if (init !== undefined) initialize(state, init);
    if (body === undefined || body === null) return;
    if (isNullBodyStatus(state.status)) {
      throw new TypeError(`Response constructor: Invalid response status code ${state.status}`);
    }
    const extracted = extractBody(body);
    setBody(state, extracted.body, extracted.type);
  }

  static {
    internals.state = (response) => response.#state;
    internals.is = (value): value is Response =>
      typeof value === "object" && value !== null && #state in value;
  }

  static error(): Response {
    const state = new ResponseState();
    state.status = 0;
    state.type = "error";
    state.guard = "immutable";
    return responseFrom(state);
  }

  /** https://fetch.spec.whatwg.org/#dom-response-json */
  static json(data: unknown, init?: ResponseInit): Response {
    if (arguments.length < 1) {
      throw new TypeError("Response.json: 1 argument required, but only 0 present.");
    }
    return responseFrom(jsonState(data, init));
  }

  static redirect(url: string | URL, status = 302): Response {
    if (arguments.length < 1) {
      throw new TypeError("Response.redirect: 1 argument required, but only 0 present.");
    }
    let target: URL;
    try {
      target = new URL(String(url));
    } catch (error) {
      throw new TypeError(`Failed to parse URL from ${String(url)}`, { cause: error });
    }
    const code = toUnsignedShort(status);
    if (code !== 301 && code !== 302 && code !== 303 && code !== 307 && code !== 308) {
      throw new RangeError(`Invalid status code ${status}`);
    }
    const state = new ResponseState();
    state.status = code;
    state.headers = headersFrom(["location", target.href], "immutable");
    state.guard = "immutable";
    return responseFrom(state);
  }

  get type(): ResponseType {
    return this.#state.type;
  }

  get url(): string {
    const url = this.#state.url;
    const hash = url.indexOf("#");
    return hash < 0 ? url : url.slice(0, hash);
  }

  get redirected(): boolean {
    return this.#state.redirected;
  }

  get status(): number {
    return this.#state.status;
  }

  get ok(): boolean {
    return this.#state.status >= 200 && this.#state.status <= 299;
  }

  get statusText(): string {
    return this.#state.statusText;
  }

  get headers(): Headers {
    return materializeHeaders(this.#state);
  }

  get body(): ReadableStream | null {
    return this.#state.body === null ? null : streamOf(this.#state.body);
  }

  get bodyUsed(): boolean {
    return isUsed(this.#state.body);
  }

  clone(): Response {
    const state = this.#state;
    if (state.body !== null && isUnusable(state.body)) {
      throw new TypeError("Response.clone: Body has already been consumed.");
    }
    const copy = new ResponseState();
    Object.assign(copy, state);
    if (state.headers !== null) copy.headers = headersFrom(headerList(state.headers).slice(), state.guard);
    if (state.body !== null) copy.body = cloneBody(state.body);
    return responseFrom(copy);
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return bodyArrayBuffer(this.#state.body);
  }

  blob(): Promise<Blob> {
    return bodyBlob(this.#state.body, contentTypeOf(this.#state)) as Promise<Blob>;
  }

  bytes(): Promise<Uint8Array> {
    return bodyBytes(this.#state.body);
  }

  formData(): Promise<FormData> {
    return bodyFormData(this.#state.body, contentTypeOf(this.#state)) as unknown as Promise<FormData>;
  }

  json(): Promise<unknown> {
    return bodyJson(this.#state.body);
  }

  text(): Promise<string> {
    return bodyText(this.#state.body);
  }

  get [Symbol.toStringTag](): string {
    return "Response";
  }

  [INSPECT](_depth: number, options: unknown, inspect: Inspect): string {
    const { status, statusText, headers, body, bodyUsed, ok, redirected, type, url } = this;
    return `Response ${inspect({ status, statusText, headers, body, bodyUsed, ok, redirected, type, url }, options)}`;
  }
}

for (const name of ["error", "json", "redirect"]) {
  Object.defineProperty(Response, name, { enumerable: true });
}
for (const name of ["type", "url", "redirected", "status", "ok", "statusText", "headers", "body", "bodyUsed", "clone", "arrayBuffer", "blob", "bytes", "formData", "json", "text"]) {
  Object.defineProperty(Response.prototype, name, { enumerable: true });
}
Object.defineProperty(Response, "length", { value: 0 });

function isNullBodyStatus(status: number): boolean {
  return status === 204 || status === 205 || status === 304 || status === 101 || status === 103;
}

function toUnsignedShort(value: unknown): number {
  const number = Math.trunc(Number(value));
  return Number.isFinite(number) ? ((number % 65536) + 65536) % 65536 : 0;
}

/** https://fetch.spec.whatwg.org/#initialize-a-response, without the body. */
function initialize(state: ResponseState, init: ResponseInit | null): void {
  if (init === null) return;
  if (typeof init !== "object" && typeof init !== "function") {
    throw new TypeError("Response constructor: Expected init to be an object.");
  }
  const { headers, status, statusText } = init;
  if (status !== undefined) {
    // Step 1. Out of range.
    const code = toUnsignedShort(status);
    if (code < 200 || code > 599) {
      throw new RangeError('init["status"] must be in the range of 200 to 599, inclusive.');
    }
    state.status = code;
  }
  if (statusText !== undefined) {
    // Step 2. Not a reason phrase.
    const text = `${statusText}`;
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) throw new TypeError("Invalid statusText");
    state.statusText = text;
  }
  if (headers !== undefined && headers !== null) {
    state.headers = new Headers(headers);
    setHeadersGuard(state.headers, state.guard);
  }
}

function setBody(state: ResponseState, body: Body, type: string | null): void {
  state.body = body;
  if (type === null) return;
  if (state.headers === null) state.contentType = type;
  else if (!state.headers.has("content-type")) state.headers.append("content-type", type);
}

function contentTypeOf(state: ResponseState): string | null {
  return state.headers === null ? state.contentType : state.headers.get("content-type");
}

function materializeHeaders(state: ResponseState): Headers {
  if (state.headers !== null) return state.headers;
  const list = state.contentType === null ? [] : ["content-type", state.contentType];
  state.headers = headersFrom(list, state.guard);
  state.contentType = null;
  return state.headers;
}

/** The parts of a response, for what sends it. */
export function responseState(response: Response): ResponseState {
  return internals.state(response);
}

export function isResponse(value: unknown): value is Response {
  return internals.is(value);
}

/** What `json()` of this class and of those that extend it makes of its arguments. */
export function jsonState(data: unknown, init: ResponseInit | undefined): ResponseState {
  const text = jsonStringify(data);
  if (text === undefined) throw new TypeError("Value is not JSON serializable");
  const state = new ResponseState();
  if (init !== undefined) initialize(state, init);
  if (isNullBodyStatus(state.status)) {
    throw new TypeError(`Response constructor: Invalid response status code ${state.status}`);
  }
  setBody(state, new Body(text, null), "application/json");
  return state;
}

/** A response around a finished state. */
export function responseFrom(state: ResponseState): Response {
  return new Response(RESPONSE_FROM_STATE as unknown as null, state as unknown as ResponseInit);
}

/** A response that the network brought. */
export function createResponse(parts: {
  status: number;
  statusText: string;
  headers: Headers;
  body: ReadableStream | Uint8Array | string | null;
  url: string;
  type: ResponseType;
  redirected: boolean;
}): Response {
  const state = new ResponseState();
  const { body } = parts;
  state.status = parts.status;
  state.statusText = parts.statusText;
  state.headers = parts.headers;
  state.guard = "immutable";
  state.url = parts.url;
  state.type = parts.type;
  state.redirected = parts.redirected;
  if (typeof body === "string" || body instanceof Uint8Array) state.body = new Body(body, null);
  else if (body !== null) state.body = new Body(null, body);
  return responseFrom(state);
}
