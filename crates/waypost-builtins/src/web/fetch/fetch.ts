// The global `fetch`: requests to other servers.
// https://fetch.spec.whatwg.org/#fetch-method
//
// The standard without what only browsers need (CORS, cookies, caches, service workers), with the
// headers and the errors of Node.js.

import { current } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { NextFetchInit } from "waypost-internal:next/cache/fetch_policy";
import { handlerFetch } from "waypost-internal:next/cache/cached_fetch";
import { markFetch } from "waypost-internal:next/cache/fetch_marks";
import { readFile } from "waypost-internal:node/fs/promises";
import {
  type AbortAlgorithm,
  type AbortSignal,
  abortReason,
  addAbortAlgorithm,
  isAborted,
  removeAbortAlgorithm,
} from "waypost-internal:web/abort/abort";
import { Blob, blobBytes } from "waypost-internal:web/blob/blob";
import { utf8Encode } from "waypost-internal:web/encoding/encoding";
import { type Body, cancelBody, isUnusable, streamOf } from "waypost-internal:web/fetch/body";
import { parseDataUrl } from "waypost-internal:web/fetch/data_url";
import { fetchedStream, Upload } from "waypost-internal:web/fetch/fetch_body";
import { edgeAssetFile } from "waypost-internal:web/fetch/edge_assets";
import { failureError, fetchFailed } from "waypost-internal:web/fetch/fetch_errors";
import { addDefaultHeaders, packHeaders } from "waypost-internal:web/fetch/fetch_headers";
import { headerList, headersFrom } from "waypost-internal:web/fetch/headers";
import { matchesIntegrity } from "waypost-internal:web/fetch/integrity";
import { isRequest, Request, type RequestInit, type RequestState, requestState } from "waypost-internal:web/fetch/request";
import { createResponse, Response } from "waypost-internal:web/fetch/response";
import { type ReadableStream, readAllBytes } from "waypost-internal:web/streams/streams";
import { URL } from "waypost-internal:web/url/url";
import { op_fetch_close, op_fetch_open, op_fetch_send } from "waypost-native:web/fetch";
import type { NativeHead } from "waypost-native:web/fetch";

const MAX_REDIRECTS = 20;
/** Ports of protocols that a request could be mistaken for: https://fetch.spec.whatwg.org/#bad-port, without 0, as in Node.js. */
const BAD_PORTS =
  " 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080 ";

export function fetch(input: Request | string | URL, init: RequestInit | undefined = undefined): Promise<Response> {
  const invocation = current()?.request as Invocation | undefined;
  if (invocation?.appRoute !== undefined && arguments.length !== 0) {
    return handlerFetch(invocation, input, init as NextFetchInit | undefined);
  }
  return start(input, init, arguments.length);
}

markFetch(fetch);

/** `fetch` as the standard has it, whoever calls. */
export function plainFetch(input: Request | string | URL, init?: RequestInit): Promise<Response> {
  return start(input, init, 1);
}

async function start(
  input: Request | string | URL,
  init: RequestInit | undefined,
  given: number,
): Promise<Response> {
  if (given < 1) {
    throw new TypeError("fetch: 1 argument required, but only 0 present.");
  }
  const state = requestState(new Request(input, init));
  // A request made here has a signal only when one was given; asking it for one would make it.
  const follows = init?.signal !== undefined || isRequest(input);
  const signal = follows && init?.signal !== null ? state.signal : undefined;
  const call = new FetchCall(state, signal);
  if (signal !== undefined && isAborted(signal)) {
    const reason = abortReason(signal);
    call.discardBody(reason);
    throw reason;
  }
  return call.run();
}

/** The body of a request, as far as it can be sent more than once. */
type Payload = { kind: "none" } | { kind: "bytes"; bytes: Uint8Array } | { kind: "stream"; stream: ReadableStream };

/** One call of `fetch`, over all its redirects. */
class FetchCall {
  readonly #state: RequestState;
  readonly #signal: AbortSignal | undefined;
  #method: string;
  #url: URL;
  #headers: string[];
  #payload: Payload = { kind: "none" };
  #redirects = 0;

  constructor(state: RequestState, signal: AbortSignal | undefined) {
    this.#state = state;
    this.#signal = signal;
    this.#method = state.method;
    this.#url = new URL(state.url);
    this.#headers = headerList(state.headers).slice();
  }

  discardBody(reason: unknown): void {
    if (this.#state.body !== null) cancelBody(this.#state.body, reason);
  }

  // https://fetch.spec.whatwg.org/#concept-scheme-fetch
  async run(): Promise<Response> {
    const scheme = this.#url.protocol;
    if (scheme === "data:") return this.#fetchData();
    if (scheme === "blob:") return edgeAssetFile(this.#url.href) === undefined ? this.#fetchBlob() : this.#fetchEdgeAsset();
    if (scheme !== "http:" && scheme !== "https:") {
      const what = scheme === "about:" ? "about scheme is not supported" : "unknown scheme";
      throw fetchFailed(new Error(scheme === "file:" ? "not implemented... yet..." : what));
    }
    await this.#takePayload();
    addDefaultHeaders(this.#headers, this.#state);
    for (;;) {
      const port = this.#url.port;
      if (port !== "" && BAD_PORTS.includes(` ${port} `)) throw fetchFailed(new Error("bad port"));
      const response = await this.#exchange();
      if (response !== undefined) return response;
    }
  }

  #fetchData(): Response {
    const data = parseDataUrl(this.#url.href);
    if (data === null) throw fetchFailed(new Error("invalid data: URL"));
    return this.#local(["content-type", data.type], data.body, 200);
  }

  // https://fetch.spec.whatwg.org/#scheme-fetch, the part for blobs
  #fetchBlob(): Response {
    const blob = this.#state.blobEntry;
    if (this.#method !== "GET" || blob === undefined) throw fetchFailed(new Error("invalid method"));
    const bytes = blobBytes(blob);
    const headers = ["content-length", String(bytes.byteLength), "content-type", blob.type];
    return this.#local(headers, bytes, 200);
  }

  /** As Next.js answers: a status and the bytes, no more. */
  async #fetchEdgeAsset(): Promise<Response> {
    const bytes = await readFile(edgeAssetFile(this.#url.href) as string);
    return new Response(bytes as Uint8Array, { status: 200 });
  }

  #local(headers: string[], body: Uint8Array, status: number): Response {
    this.#checkIntegrity(body);
    return createResponse({
      status,
      statusText: "OK",
      headers: headersFrom(headers, "immutable"),
      body: this.#method === "HEAD" ? null : body,
      url: this.#state.url,
      type: "basic",
      redirected: false,
    });
  }

  /** Takes the body over: from here on it counts as used. */
  async #takePayload(): Promise<void> {
    const body: Body | null = this.#state.body;
    if (body === null) return;
    if (isUnusable(body)) throw new TypeError("Body is unusable: Body has already been read");
    const source = body.source;
    if (body.stream === null && typeof source === "string") {
      this.#payload = { kind: "bytes", bytes: utf8Encode(source) };
    } else if (body.stream === null && source instanceof Uint8Array) {
      this.#payload = { kind: "bytes", bytes: source };
    } else if (body.stream === null && source instanceof Blob) {
      this.#payload = { kind: "bytes", bytes: new Uint8Array(await source.arrayBuffer()) };
    } else {
      this.#payload = { kind: "stream", stream: streamOf(body) };
      return;
    }
    body.used = true;
  }

  /**
   * One request and its response; nothing when it was a redirect that is to be followed.
   * https://fetch.spec.whatwg.org/#concept-http-fetch
   */
  async #exchange(): Promise<Response | undefined> {
    const id = op_fetch_open(this.#payload.kind === "stream");
    let aborted = false;
    const abort: AbortAlgorithm = (): void => {
      aborted = true;
      op_fetch_close(id);
    };
    const signal = this.#signal;
    if (signal !== undefined) {
      addAbortAlgorithm(signal, abort);
      // It may have happened while the body was taken, or between two redirects.
      if (isAborted(signal)) abort(undefined);
    }
    const payload = this.#payload;
    const upload = payload.kind === "stream" ? new Upload(id, payload.stream) : undefined;
    try {
      const head = aborted ? undefined : await this.#send(id, upload);
      if (aborted || head === undefined) throw abortReason(signal as AbortSignal);
      return await this.#answer(id, head);
    } catch (error) {
      op_fetch_close(id);
      const reason = aborted ? abortReason(signal as AbortSignal) : error;
      void upload?.cancel(reason);
      throw reason;
    } finally {
      if (signal !== undefined) removeAbortAlgorithm(signal, abort);
    }
  }

  async #send(id: number, upload: Upload | undefined): Promise<NativeHead> {
    const payload = this.#payload;
    const bytes = payload.kind === "bytes" ? payload.bytes : undefined;
    const headers = packHeaders(this.#url, this.#headers, this.#method, bytes, payload.kind === "stream");
    const url = requestTarget(this.#url);
    const head = await op_fetch_send(id, this.#method, url, headers, bytes, true);
    if (head.failure === undefined) return head;
    // When the body's own source failed, that is the cause.
    const failed = upload?.failed;
    throw fetchFailed(failed === undefined ? failureError(head.failure) : failed.reason);
  }

  async #answer(id: number, head: NativeHead): Promise<Response | undefined> {
    if (isRedirect(head.status) && this.#state.redirect !== "manual") {
      if (this.#state.redirect === "error") throw fetchFailed(new Error("unexpected redirect"));
      if (head.location !== null) {
        op_fetch_close(id);
        this.#follow(head.status, head.location);
        return undefined;
      }
    }
    const empty = this.#method === "HEAD" || isNullBodyStatus(head.status);
    if (empty) op_fetch_close(id);
    return this.#respond(head, empty ? null : await this.#body(id));
  }

  /** The body to hand over: the stream, or all of it when it must be checked first. */
  async #body(id: number): Promise<ReadableStream | Uint8Array> {
    const stream = fetchedStream(id, this.#signal);
    if (this.#state.integrity === "") return stream;
    const bytes = await readAllBytes(stream);
    this.#checkIntegrity(bytes);
    return bytes;
  }

  #checkIntegrity(bytes: Uint8Array): void {
    if (this.#state.integrity === "" || matchesIntegrity(bytes, this.#state.integrity)) return;
    throw fetchFailed(new Error("integrity mismatch"));
  }

  #respond(head: NativeHead, body: ReadableStream | Uint8Array | null): Response {
    return createResponse({
      status: head.status,
      statusText: head.statusText,
      headers: headersFrom(head.headers, "immutable"),
      body,
      url: withoutFragment(this.#url),
      type: "basic",
      redirected: this.#redirects > 0,
    });
  }

  // https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
  #follow(status: number, location: string): void {
    const target = this.#locationUrl(location);
    // Steps 6 and 7.
    if (target.protocol !== "http:" && target.protocol !== "https:") {
      throw fetchFailed(new Error("URL scheme must be a HTTP(S) scheme"));
    }
    if (this.#redirects === MAX_REDIRECTS) throw fetchFailed(new Error("redirect count exceeded"));
    this.#redirects++;
    // Step 10.
    if (this.#state.mode === "cors" && (target.username !== "" || target.password !== "") && target.origin !== this.#url.origin) {
      throw fetchFailed(new Error('cross origin not allowed for request mode "cors"'));
    }
    // Step 11. A stream cannot be sent twice.
    if (status !== 303 && this.#payload.kind === "stream") throw fetchFailed(new Error("body is a stream and cannot be sent again"));
    // Step 12.
    const post = (status === 301 || status === 302) && this.#method === "POST";
    if (post || (status === 303 && this.#method !== "GET" && this.#method !== "HEAD")) {
      this.#method = "GET";
      this.#payload = { kind: "none" };
      dropHeaders(this.#headers, BODY_HEADERS);
    }
    // Step 13.
    if (target.origin !== this.#url.origin) dropHeaders(this.#headers, ORIGIN_HEADERS);
    this.#url = target;
  }

  // https://fetch.spec.whatwg.org/#concept-response-location-url
  #locationUrl(location: string): URL {
    let target: URL;
    try {
      target = new URL(location, this.#url);
    } catch (error) {
      throw fetchFailed(error);
    }
    if (target.hash === "") target.hash = this.#url.hash;
    return target;
  }
}

const BODY_HEADERS: readonly string[] = [
  "content-encoding",
  "content-language",
  "content-location",
  "content-type",
  "content-length",
];
const ORIGIN_HEADERS: readonly string[] = ["authorization", "proxy-authorization", "cookie", "host"];
function dropHeaders(list: string[], names: readonly string[]): void {
  let kept = 0;
  for (let index = 0; index < list.length; index += 2) {
    if (names.includes(list[index] as string)) continue;
    list[kept++] = list[index] as string;
    list[kept++] = list[index + 1] as string;
  }
  list.length = kept;
}

/** The address that is asked: as in Node.js, a query without text is not sent. */
function requestTarget(url: URL): string {
  const target = withoutFragment(url);
  return url.search === "" && target.endsWith("?") ? target.slice(0, -1) : target;
}

function withoutFragment(url: URL): string {
  const { href } = url;
  const hash = href.indexOf("#");
  return hash === -1 ? href : href.slice(0, hash);
}

function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

function isNullBodyStatus(status: number): boolean {
  return status === 101 || status === 103 || status === 204 || status === 205 || status === 304;
}
