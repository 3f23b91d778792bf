// `fetch` in route handlers, with the data cache of Next.js around it.
// https://nextjs.org/docs/app/api-reference/functions/fetch

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { shorten } from "waypost-internal:next/cache/cache_life";
import { cacheScope } from "waypost-internal:next/cache/cache_scope";
import {
  type Terms,
  MAX_VALUE,
  beginMaking,
  findOrMake,
  keep,
  lookUp,
  refresh,
} from "waypost-internal:next/cache/data_cache";
import { fetchKey } from "waypost-internal:next/cache/fetch_key";
import { type NextFetchInit, fetchPolicy } from "waypost-internal:next/cache/fetch_policy";
import { validTags } from "waypost-internal:next/cache/tags";
import { console } from "waypost-internal:node/console/console";
import { plainFetch } from "waypost-internal:web/fetch/fetch";
import { headerList, headersFrom, setHeadersGuard } from "waypost-internal:web/fetch/headers";
import { Request, isRequest, requestState } from "waypost-internal:web/fetch/request";
import { type Response, createResponse, responseState } from "waypost-internal:web/fetch/response";
import { ReadableStream } from "waypost-internal:web/streams/streams";
import type { URL } from "waypost-internal:web/url/url";
import type { NativeValue } from "waypost-native:next/cache";

/** `fetch` as a route handler calls it. */
export async function handlerFetch(
  invocation: Invocation,
  input: Request | string | URL,
  init: NextFetchInit | undefined,
): Promise<Response> {
  const response = await cachedFetch(invocation, input, init);
  return isShared(input, init) ? asCopy(response) : response;
}

/** Whether Next.js hands out a copy of the answer, which it does so that equal calls can share one. */
function isShared(input: Request | string | URL, init: NextFetchInit | undefined): boolean {
  if (init?.signal) return false;
  const request = isRequest(input) ? (input as Request) : undefined;
  if (init?.keepalive ?? request?.keepalive) return false;
  const method = (init?.method ?? request?.method ?? "GET").toUpperCase();
  return method === "GET" || method === "HEAD";
}

/** What a copy is: a response like one that a handler made, whose headers can be changed. */
function asCopy(response: Response): Response {
  const state = responseState(response);
  state.guard = "response";
  state.type = "default";
  state.redirected = false;
  if (state.headers !== null) setHeadersGuard(state.headers, "response");
  return response;
}

async function cachedFetch(
  invocation: Invocation,
  input: Request | string | URL,
  init: NextFetchInit | undefined,
): Promise<Response> {
  if (invocation.isDraftMode) return plainFetch(input, init);
  const tags = validTags(init?.next?.tags, `fetch ${String(input)}`);
  const revalidate = fetchPolicy(invocation, input, init);
  // The tags of a fetch reach the kept answer also where the fetch itself is not cached.
  invocation.staticRun?.use(revalidate === 0 ? false : revalidate, tags);
  if (revalidate === 0) return plainFetch(input, init);
  const scope = cacheScope();
  if (scope?.used !== undefined) {
    if (revalidate !== false) shorten(scope.used, { revalidate });
    for (const tag of tags) scope.tags?.add(tag);
  }
  const request = new Request(input, init);
  const key = await fetchKey(requestState(request), init?.body);
  const asked = { revalidate, tags, url: request.url, isText: false };
  return new CachedFetch(request, key, { revalidate, tags, asked }, invocation).run();
}

class CachedFetch {
  readonly #request: Request;
  readonly #key: string;
  readonly #terms: Terms;
  readonly #invocation: Invocation;

  constructor(request: Request, key: string, terms: Terms, invocation: Invocation) {
    this.#request = request;
    this.#key = key;
    this.#terms = terms;
    this.#invocation = invocation;
  }

  run(): Promise<Response> {
    return findOrMake(this.#key, () => this.#find(), () => this.#fetch());
  }

  async #find(): Promise<Response | undefined> {
    const found = await lookUp(this.#key, this.#terms.tags, this.#invocation, this.#terms.asked);
    if (found === undefined) return undefined;
    if (found.stale) refresh(this.#key, () => this.#refetch(), (error) => console.error(error));
    return responseOf(found);
  }

  async #fetch(): Promise<Response> {
    const created = beginMaking();
    // A copy: the body is sent again when the answer became stale.
    const { response } = await this.#keepAnswer(created, await plainFetch(this.#request.clone()));
    return response;
  }

  /** Without the caller's signal: nobody waits for it. */
  async #refetch(): Promise<boolean> {
    const created = beginMaking();
    const fetched = await plainFetch(this.#request.clone(), { signal: null });
    const { kept, response } = await this.#keepAnswer(created, fetched);
    if (!kept) await response.body?.cancel();
    return kept;
  }

  /** Keeps an answer if it may be; hands it on whole in any case. */
  async #keepAnswer(created: number, fetched: Response): Promise<{ kept: boolean; response: Response }> {
    if (fetched.status !== 200) return { kept: false, response: fetched };
    const { bytes, stream } = await readUpTo(fetched.body, MAX_VALUE);
    const response = withBody(fetched, stream ?? (fetched.body === null ? null : bytes));
    if (stream !== undefined) {
      console.warn(`Failed to set Next.js data cache for ${this.#request.url}, items over 2MB can not be cached`);
      return { kept: false, response };
    }
    const headers = headerList(fetched.headers);
    let lines = "";
    for (let i = 0; i < headers.length; i += 2) lines += `${headers[i] as string}\n${headers[i + 1] as string}\n`;
    await keep(this.#key, created, this.#terms, { status: 200, headers: lines, url: fetched.url, body: bytes });
    return { kept: true, response };
  }
}

function responseOf(value: NativeValue): Response {
  return createResponse({
    status: value.status,
    statusText: "",
    headers: headersFrom(value.headers, "immutable"),
    body: value.body,
    url: value.url,
    type: "default",
    redirected: false,
  });
}

function withBody(response: Response, body: ReadableStream | Uint8Array | null): Response {
  const { status, statusText, type, redirected, url } = responseState(response);
  return createResponse({
    status,
    statusText,
    headers: headersFrom(headerList(response.headers).slice(), "immutable"),
    body,
    url,
    type,
    redirected,
  });
}

/** All bytes of a stream; past the limit a stream with those that were read and the rest. */
async function readUpTo(
  source: ReadableStream | null,
  limit: number,
): Promise<{ bytes: Uint8Array; stream?: ReadableStream }> {
  if (source === null) return { bytes: new Uint8Array(0) };
  const reader = source.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length <= limit) {
    const { value, done } = await reader.read();
    if (done) return { bytes: joined(pieces, length) };
    pieces.push(value);
    length += value.byteLength;
  }
  const stream = new ReadableStream({
    async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
      const piece = pieces.shift();
      if (piece !== undefined) {
        controller.enqueue(piece);
        return;
      }
      const { value, done } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason: unknown) => reader.cancel(reason),
  } as never);
  return { bytes: new Uint8Array(0), stream };
}

function joined(pieces: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}
