// Request: https://fetch.spec.whatwg.org/#request-class
//
// A request is a face over a `RequestState`. The state of a request that came in over a socket
// is made by the invocation and fills its parts when they are first touched; the class does not
// know the difference.

import { AbortSignal, createDependentSignal } from "waypost-internal:web/abort/abort";
import { INSPECT, type Inspect } from "waypost-internal:internal/web_interface/web_interface";
import { type ReadableStream, TransformStream } from "waypost-internal:web/streams/streams";
import type { Blob } from "waypost-internal:web/blob/blob";
import { resolveObjectURL } from "waypost-internal:web/url/object_urls";
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
import { Headers, type HeadersInit, headerList, headersFrom, normalizeName, setHeadersGuard } from "waypost-internal:web/fetch/headers";

export type RequestRedirect = "follow" | "error" | "manual";

export interface RequestInit {
  method?: string;
  headers?: HeadersInit;
  body?: BodyInit | null;
  referrer?: string;
  referrerPolicy?: string;
  mode?: string;
  credentials?: string;
  cache?: string;
  redirect?: RequestRedirect;
  integrity?: string;
  keepalive?: boolean;
  signal?: AbortSignal | null;
  duplex?: "half";
  window?: null;
}

/** What a request is made of. */
export interface RequestState {
  readonly method: string;
  /** The serialised URL, with its fragment. */
  readonly url: string;
  readonly headers: Headers;
  body: Body | null;
  readonly signal: AbortSignal;
  readonly redirect: RequestRedirect;
  readonly mode: string;
  readonly credentials: string;
  readonly cache: string;
  readonly referrer: string;
  readonly referrerPolicy: string;
  readonly integrity: string;
  readonly keepalive: boolean;
  readonly duplex: "half";
  /** What a `blob:` URL stood for when the request was made: https://url.spec.whatwg.org/#concept-url-blob-entry */
  readonly blobEntry?: Blob | undefined;
}

/** The state of a request that JavaScript made. */
class MadeRequestState implements RequestState {
  method = "GET";
  url: string;
  headers: Headers;
  body: Body | null = null;
  redirect: RequestRedirect = "follow";
  mode = "cors";
  credentials = "same-origin";
  cache = "default";
  referrer = "about:client";
  referrerPolicy = "";
  integrity = "";
  keepalive = false;
  duplex = "half" as const;
  blobEntry: Blob | undefined = undefined;
  #parent: AbortSignal | null = null;
  #signal: AbortSignal | null = null;

  constructor(url: string, headers: Headers) {
    this.url = url;
    this.headers = headers;
    if (url.startsWith("blob:")) this.blobEntry = resolveObjectURL(url);
  }

  follow(parent: AbortSignal | null): void {
    this.#parent = parent;
  }

  get signal(): AbortSignal {
    return (this.#signal ??= createDependentSignal(this.#parent === null ? [] : [this.#parent]));
  }
}

/** Marks a constructor call from inside, with a finished state. */
const FROM_STATE: unique symbol = Symbol("from state");

interface Internals {
  state(request: Request): RequestState;
  is(value: unknown): value is Request;
}

/** Filled by the static block of the class. */
const internals = {} as Internals;

export class Request {
  #state: RequestState;

  constructor(input: Request | string | URL, init?: RequestInit) {
    if ((input as unknown) === FROM_STATE) {
      this.#state = init as unknown as RequestState;
      return;
    }
    if (arguments.length < 1) {
      throw new TypeError("Request constructor: 1 argument required, but only 0 present.");
    }
    this.#state = construct(input, init ?? {});
  }

  static {
    internals.state = (request) => request.#state;
    internals.is = (value): value is Request =>
      typeof value === "object" && value !== null && #state in value;
  }

  get method(): string {
    return this.#state.method;
  }

  get url(): string {
    return this.#state.url;
  }

  get headers(): Headers {
    return this.#state.headers;
  }

  get destination(): string {
    return "";
  }

  get referrer(): string {
    return this.#state.referrer;
  }

  get referrerPolicy(): string {
    return this.#state.referrerPolicy;
  }

  get mode(): string {
    return this.#state.mode;
  }

  get credentials(): string {
    return this.#state.credentials;
  }

  get cache(): string {
    return this.#state.cache;
  }

  get redirect(): RequestRedirect {
    return this.#state.redirect;
  }

  get integrity(): string {
    return this.#state.integrity;
  }

  get keepalive(): boolean {
    return this.#state.keepalive;
  }

  get isReloadNavigation(): boolean {
    return false;
  }

  get isHistoryNavigation(): boolean {
    return false;
  }

  get signal(): AbortSignal {
    return this.#state.signal;
  }

  get duplex(): "half" {
    return this.#state.duplex;
  }

  get body(): ReadableStream | null {
    const { body } = this.#state;
    return body === null ? null : streamOf(body);
  }

  get bodyUsed(): boolean {
    return isUsed(this.#state.body);
  }

  clone(): Request {
    return new Request(FROM_STATE as unknown as string, cloneState(this.#state) as unknown as RequestInit);
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return bodyArrayBuffer(this.#state.body);
  }

  blob(): Promise<Blob> {
    return bodyBlob(this.#state.body, this.#state.headers.get("content-type")) as Promise<Blob>;
  }

  bytes(): Promise<Uint8Array> {
    return bodyBytes(this.#state.body);
  }

  formData(): Promise<FormData> {
    const type = this.#state.headers.get("content-type");
    return bodyFormData(this.#state.body, type) as unknown as Promise<FormData>;
  }

  json(): Promise<unknown> {
    return bodyJson(this.#state.body);
  }

  text(): Promise<string> {
    return bodyText(this.#state.body);
  }

  get [Symbol.toStringTag](): string {
    return "Request";
  }

  [INSPECT](_depth: number, options: unknown, inspect: Inspect): string {
    const { method, url, headers, destination, referrer, referrerPolicy, mode, credentials, cache, redirect, integrity, keepalive, isReloadNavigation, isHistoryNavigation, signal } = this;
    return `Request ${inspect({ method, url, headers, destination, referrer, referrerPolicy, mode, credentials, cache, redirect, integrity, keepalive, isReloadNavigation, isHistoryNavigation, signal }, options)}`;
  }
}

for (const name of ["method", "url", "headers", "destination", "referrer", "referrerPolicy", "mode", "credentials", "cache", "redirect", "integrity", "keepalive", "isReloadNavigation", "isHistoryNavigation", "signal", "duplex", "body", "bodyUsed", "clone", "arrayBuffer", "blob", "bytes", "formData", "json", "text"]) {
  Object.defineProperty(Request.prototype, name, { enumerable: true });
}

/** https://fetch.spec.whatwg.org/#concept-method-normalize */
function normalizeMethod(method: string): string {
  if (normalizeName(method) === null) throw new TypeError(`'${method}' is not a valid HTTP method.`);
  const upper = method.toUpperCase();
  if (upper === "CONNECT" || upper === "TRACE" || upper === "TRACK") {
    throw new TypeError(`'${method}' HTTP method is unsupported.`);
  }
  switch (upper) {
    case "DELETE":
    case "GET":
    case "HEAD":
    case "OPTIONS":
    case "POST":
    case "PUT":
      return upper;
    default:
      return method === "patch" ? "PATCH" : method;
  }
}

function parseInput(input: string): string {
  let url: URL;
  try {
    url = new URL(input);
  } catch (error) {
    throw new TypeError(`Failed to parse URL from ${input}`, { cause: error });
  }
  if (url.username !== "" || url.password !== "") {
    throw new TypeError(
      `Request cannot be constructed from a URL that includes credentials: ${input}`,
    );
  }
  return url.href;
}

const OPTIONS: { [name: string]: readonly string[] } = {
  redirect: ["follow", "error", "manual"],
  mode: ["navigate", "same-origin", "no-cors", "cors"],
  credentials: ["omit", "same-origin", "include"],
  cache: ["default", "no-store", "reload", "no-cache", "force-cache", "only-if-cached"],
};

/** https://fetch.spec.whatwg.org/#dom-request, the steps that mean something on a server. */
function construct(input: Request | string | URL, init: RequestInit): RequestState {
  const from = internals.is(input) ? internals.state(input) : null;
  if (init === null || (typeof init !== "object" && typeof init !== "function")) {
    throw new TypeError("Request constructor: Expected init to be an object.");
  }
  // Steps 5 and 6. The URL, or the request that is taken over.
  const url = from === null ? parseInput(String(input)) : from.url;
  const headers = new Headers(init.headers ?? from?.headers);
  setHeadersGuard(headers, "request");
  const state = new MadeRequestState(url, headers);
  if (from !== null) {
    copyOptions(state, from);
    state.blobEntry = from.blobEntry;
  }
  // Steps 13 to 24. Options by name.
  applyOptions(state, init);
  // Step 25. The method.
  if (init.method !== undefined) state.method = normalizeMethod(`${init.method}`);
  // Steps 26 to 29. The signal.
  followSignal(state, init, from);
  // Steps 34 to 42. The body.
  constructBody(state, init, from);
  return state;
}

function copyOptions(state: MadeRequestState, from: RequestState): void {
  state.method = from.method;
  state.redirect = from.redirect;
  state.mode = from.mode;
  state.credentials = from.credentials;
  state.cache = from.cache;
  state.referrer = from.referrer;
  state.referrerPolicy = from.referrerPolicy;
  state.integrity = from.integrity;
  state.keepalive = from.keepalive;
}

function applyOptions(state: MadeRequestState, init: RequestInit): void {
  if (init.window !== undefined && init.window !== null) {
    throw new TypeError("'window' option must be null");
  }
  for (const name in OPTIONS) {
    const value = (init as Record<string, unknown>)[name];
    if (value === undefined) continue;
    if (!(OPTIONS[name] as readonly string[]).includes(`${value as string}`)) {
      throw new TypeError(
        `Request constructor: ${String(value)} is not an accepted type. Expected one of ${(OPTIONS[name] as readonly string[]).join(", ")}.`,
      );
    }
    (state as unknown as Record<string, unknown>)[name] = `${value as string}`;
  }
  if (init.mode === "navigate") throw new TypeError("Request constructor: invalid request mode navigate.");
  if (init.integrity !== undefined) state.integrity = `${init.integrity}`;
  if (init.keepalive !== undefined) state.keepalive = Boolean(init.keepalive);
  if (init.referrer !== undefined) state.referrer = init.referrer === "" ? "no-referrer" : `${init.referrer}`;
  if (init.referrerPolicy !== undefined) state.referrerPolicy = `${init.referrerPolicy}`;
}

function followSignal(state: MadeRequestState, init: RequestInit, from: RequestState | null): void {
  const signal = init.signal === undefined ? (from?.signal ?? null) : init.signal;
  if (signal !== null && !(signal instanceof AbortSignal)) {
    throw new TypeError(
      "Failed to construct 'Request': member signal is not of type AbortSignal.",
    );
  }
  state.follow(signal);
}

function constructBody(state: MadeRequestState, init: RequestInit, from: RequestState | null): void {
  const given = init.body;
  const inherited = from?.body ?? null;
  if ((given ?? inherited) !== null && (state.method === "GET" || state.method === "HEAD")) {
    throw new TypeError("Request with GET/HEAD method cannot have body.");
  }
  if (given !== undefined && given !== null) {
    const { body, type } = extractBody(given, state.keepalive);
    if (type !== null && !state.headers.has("content-type")) state.headers.append("content-type", type);
    if (body.stream !== null && init.duplex === undefined) {
      throw new TypeError("RequestInit: duplex option is required when sending a body.");
    }
    state.body = body;
    return;
  }
  if (inherited === null) return;
  if (isUnusable(inherited)) {
    throw new TypeError("Cannot construct a Request with a Request object that has already been used.");
  }
  // Step 42. The new request takes the body over.
  state.body = new Body(inherited.source, inherited.stream);
  if (inherited.stream !== null) state.body.stream = inherited.stream.pipeThrough(identity());
  inherited.used = true;
}


function identity(): TransformStream {
  return new TransformStream();
}

function cloneState(from: RequestState): RequestState {
  if (from.body !== null && isUnusable(from.body)) {
    throw new TypeError("unusable");
  }
  const state = new MadeRequestState(from.url, headersFrom(headerList(from.headers).slice(), "request"));
  copyOptions(state, from);
  state.blobEntry = from.blobEntry;
  state.follow(from.signal);
  if (from.body !== null) state.body = cloneBody(from.body);
  return state;
}

/** The parts of a request, for what sends or serves it. */
export function requestState(request: Request): RequestState {
  return internals.state(request);
}

export function isRequest(value: unknown): value is Request {
  return internals.is(value);
}

/** What `new Request` and `new NextRequest` take to wrap a finished state. */
export const REQUEST_FROM_STATE: unknown = FROM_STATE;
