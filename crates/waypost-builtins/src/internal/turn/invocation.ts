// One request inside the VM. Its parts (URL, headers, body, signal, params) are cut out of the
// packed text of its turn when they are first touched.

import type { Frame } from "waypost-internal:internal/async_context/async_context";
import { AnswerWriter } from "waypost-internal:internal/turn/answer_writer";
import { BODY, CONTENT_TYPE, FLAG, METHODS, REQUEST, REQUEST_BODY } from "waypost-internal:internal/turn/layout";
import { post } from "waypost-internal:internal/turn/outbox";
import { RequestBody } from "waypost-internal:internal/turn/request_body";
import { AbortController, type AbortSignal } from "waypost-internal:web/abort/abort";
import { Body } from "waypost-internal:web/fetch/body";
import { type Headers, headersFrom } from "waypost-internal:web/fetch/headers";
import { runAfter } from "waypost-internal:next/server/after";
import { rewrittenUrl } from "waypost-internal:next/api_handler/query";
import { NextRequest } from "waypost-internal:next/server/next_request";
import { nextMajor } from "waypost-internal:next/version/version";
import type { RequestSpans } from "waypost-internal:next/instrumentation/spans";
import type { StaticRun } from "waypost-internal:next/route_handler/static_run";
import { serverOrigin } from "waypost-internal:internal/turn/server_origin";
import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { URL } from "waypost-internal:web/url/url";
import { REQUEST_FROM_STATE, type RequestState } from "waypost-internal:web/fetch/request";

export type ParamValue = string | string[];
export type Params = { [name: string]: ParamValue };

const GET = 0;
const HEAD = 1;
const OPTIONS = 6;

/** A head line read by crates/waypost-server/src/pages.rs: the answer is the page of an error. */
export const ERROR_PAGE = "x-middleware-error";

/** Invocations that have not been answered, by slot. */
const live: (Invocation | undefined)[] = [];

/** What `after()` and its kin leave to be done once the answer is out. */
export type AfterTask = () => unknown;

/** What `revalidateTag` and its kin leave to be done when the handler has returned. */
export interface Revalidation {
  tag: string;
  profile: unknown;
}

/** Written by crates/waypost/src/worker/params.rs. */
const KEEP = "\n\nkeep";

/** What a URL writes otherwise than it was sent: dot segments, and quotes in the query; in 15 more than that. */
const UNUSUAL = /['^|]|\/(?:\.|%2e)/i;
const DOT_SEGMENT = /\/(?:\.|%2e)/i;
/** What `url.parse` of Node.js escapes and a URL does not: addresses of 15 go through it. */
const ESCAPED_IN_15 = /['^|]/g;

/** The target without dot segments. */
export function withoutDotSegments(sent: string): string {
  if (!DOT_SEGMENT.test(sent)) return sent;
  const url = new URL(sent, serverOrigin());
  return url.pathname + url.search;
}

/** Path and query as `request.url` has them where they are not plain: as a URL writes them, and since Next.js 15 the query anew. */
function urlTarget(sent: string): string {
  let target = sent;
  if (UNUSUAL.test(sent)) {
    const url = new URL(sent, serverOrigin());
    let path = url.pathname;
    if (nextMajor() === 15) path = path.replace(ESCAPED_IN_15, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
    target = path + url.search;
  }
  if (!target.includes("?") || nextMajor() === 14) return target;
  return rewrittenUrl(target, []);
}

export class Invocation implements RequestState {
  readonly slot: number;
  readonly generation: number;
  readonly route: number;
  readonly methodCode: number;
  /** The async context of the handler. */
  frame: Frame;
  /** What a tracer is told of this request, where the project traces. */
  spans: RequestSpans | undefined;
  /** Whether the answer was posted or the client is gone. */
  done = false;
  /** What `cookies()` and `headers()` of this request keep. */
  scope: unknown = undefined;
  /** The route, when a route handler runs: what makes `fetch` and `next/cache` work as there. */
  appRoute: RouteInfo | undefined = undefined;
  revalidations: Revalidation[] | undefined = undefined;
  /** The address, the headers or the body were asked for. In 14 fetches are not cached then. */
  readsRequest = false;
  /** `cookies()`, `headers()` and their kin were called, which says the same. */
  usesDynamic = false;
  /** `unstable_noStore()` was called. */
  isNoStore = false;
  isDraftMode = false;
  /** The rules for a handler that is static, or that runs for an answer that is kept. */
  staticRun: StaticRun | undefined = undefined;
  /** Head lines that stand before those of the handler. */
  firstLines = "";
  /** In 14: seconds for which the last cached fetch is kept, when that is less than before. */
  fetchRevalidate: number | false | undefined = undefined;
  readonly #flags: number;
  #packed: string;
  #url: number;
  #params: number;
  #headersAt: number;
  #bodyText: number;
  #end: number;
  #bodyKind: number;
  #bodyValue: number | Uint8Array;
  #bodyLength: number;
  #method: string | undefined;
  #href: string | undefined;
  #headers: Headers | undefined;
  #body: Body | null | undefined;
  #abort: AbortController | undefined;
  #abortReason: unknown;
  #aborted = false;
  #peer: [string, string] | undefined;
  #after: AfterTask[] | undefined;

  constructor(cells: Int32Array, at: number, packed: string, attachments: unknown[]) {
    this.slot = cells[at + REQUEST.SLOT] as number;
    this.generation = cells[at + REQUEST.GENERATION] as number;
    this.route = cells[at + REQUEST.ROUTE] as number;
    this.methodCode = cells[at + REQUEST.METHOD] as number;
    this.#packed = packed;
    this.#url = cells[at + REQUEST.URL] as number;
    this.#params = cells[at + REQUEST.PARAMS] as number;
    this.#headersAt = cells[at + REQUEST.HEADERS] as number;
    this.#bodyText = cells[at + REQUEST.BODY_TEXT] as number;
    this.#end = cells[at + REQUEST.END] as number;
    this.#bodyKind = cells[at + REQUEST.BODY] as number;
    this.#bodyLength = cells[at + REQUEST.BODY_LENGTH] as number;
    this.#flags = cells[at + REQUEST.FLAGS] as number;
    const value = cells[at + REQUEST.BODY_VALUE] as number;
    this.#bodyValue = this.#bodyKind === REQUEST_BODY.BYTES ? (attachments[value] as Uint8Array) : value;
    this.frame = { request: this as never, stores: undefined };
    live[this.slot] = this;
  }

  // ---- the parts of the request ----

  get method(): string {
    const known = METHODS[this.methodCode];
    if (known !== undefined) return known;
    this.#readLines();
    return this.#method as string;
  }

  /** Path and query as the client sent them. */
  get target(): string {
    return this.#packed.slice(this.#url, this.#params);
  }

  get url(): string {
    this.readsRequest = true;
    return (this.#href ??= this.#makeUrl());
  }

  #makeUrl(): string {
    const { target } = this;
    return this.#origin() + ((this.#flags & FLAG.PLAIN_TARGET) !== 0 ? target : urlTarget(target));
  }

  /** What `request.url` begins with: `https:` when a proxy in front says so. */
  #origin(): string {
    const origin = serverOrigin();
    if ((this.#flags & FLAG.FORWARDED_PROTO) === 0 || !origin.startsWith("http:")) return origin;
    return this.header("x-forwarded-proto")?.includes("https") ? `https${origin.slice(4)}` : origin;
  }

  /** The params of the route, decoded; undefined for a route without. */
  get params(): Params | undefined {
    if (this.#params === this.#headersAt) return undefined;
    const text = this.#packed.slice(this.#params, this.#headersAt);
    const end = text.indexOf("\n");
    const json = end < 0 ? text : text.slice(0, end);
    return json === "" ? undefined : (JSON.parse(json) as Params);
  }

  /** The query after rewrites, when there were any. JSON holds no line feed, so one ends the params. */
  get rewrittenQuery(): Params | undefined {
    if (this.#params === this.#headersAt) return undefined;
    const text = this.#packed.slice(this.#params, this.#headersAt);
    const query = text.split("\n", 2)[1];
    return query === undefined || query === "" ? undefined : (JSON.parse(query) as Params);
  }

  /** The server wants an answer to keep, for whoever asks: a mark after params and query. */
  get isForKeeping(): boolean {
    const at = this.#headersAt - KEEP.length;
    return at >= this.#params && this.#packed.startsWith(KEEP, at);
  }

  get headers(): Headers {
    this.readsRequest = true;
    return (this.#headers ??= headersFrom(this.#readLines(), "request"));
  }

  /** Header lines as a flat list of lower-case names and values. */
  get headerLines(): string[] {
    return this.#readLines();
  }

  /** Header lines as they came, without those that Next.js's server adds. */
  get rawHeaderLines(): string[] {
    return this.#splitLines().slice(3);
  }

  /** The value of the first header line with this lower-case name; makes no list. */
  header(name: string): string | undefined {
    const packed = this.#packed;
    let at = this.#headersAt;
    // Method, address, port.
    for (let i = 0; i < 3; i++) at = packed.indexOf("\n", at) + 1;
    while (at < this.#bodyText) {
      const nameEnd = packed.indexOf("\n", at);
      const valueEnd = packed.indexOf("\n", nameEnd + 1);
      if (nameEnd - at === name.length && packed.startsWith(name, at)) return packed.slice(nameEnd + 1, valueEnd);
      at = valueEnd + 1;
    }
    return undefined;
  }

  /** There is an `If-None-Match`. */
  get isConditional(): boolean {
    return (this.#flags & FLAG.CONDITIONAL) !== 0;
  }

  /** A cookie of draft or preview mode came along: next/preview says what it is worth. */
  get hasPreviewCookie(): boolean {
    return (this.#flags & FLAG.PREVIEW_COOKIE) !== 0;
  }

  /** The header of `res.revalidate` came along, with whatever secret. */
  get hasRevalidateHeader(): boolean {
    return (this.#flags & FLAG.REVALIDATE) !== 0;
  }

  get remoteAddress(): string {
    this.#readLines();
    return (this.#peer as [string, string])[0];
  }

  get remotePort(): number {
    this.#readLines();
    return Number((this.#peer as [string, string])[1]);
  }

  get isHttp10(): boolean {
    return (this.#flags & FLAG.HTTP_10) !== 0;
  }

  /** The status of an answer that says none: that of the middleware which let the request pass. */
  get initialStatus(): number {
    return this.#flags >> FLAG.STATUS || 200;
  }

  /** Method (when unusual), address, port, then name and value per header. */
  #readLines(): string[] {
    const lines = this.#splitLines();
    this.#method = METHODS[this.methodCode] ?? (lines[0] as string);
    this.#peer = [lines[1] as string, lines[2] as string];
    const list = lines.slice(3);
    addForwarded(list, this.#peer[0]);
    return list;
  }

  #splitLines(): string[] {
    const lines = this.#packed.slice(this.#headersAt, this.#bodyText).split("\n");
    lines.pop();
    return lines;
  }

  /** One of `REQUEST_BODY`. */
  get bodyKind(): number {
    return this.#bodyKind;
  }

  /** A body that crossed as text. */
  get bodyText(): string {
    return this.#packed.slice(this.#bodyText, this.#end);
  }

  /** A body that crossed as bytes. */
  get bodyBytes(): Uint8Array {
    return this.#bodyValue as Uint8Array;
  }

  /** A body that is still arriving. */
  openBody(): RequestBody {
    return new RequestBody(this.#bodyValue as number);
  }

  get body(): Body | null {
    this.readsRequest = true;
    if (this.#body === undefined) this.#body = this.#makeBody();
    return this.#body;
  }

  set body(value: Body | null) {
    this.#body = value;
  }

  /** GET and HEAD have none whatever was sent, as in Next.js; what else may have one has a stream, be it empty. */
  #makeBody(): Body | null {
    if (this.methodCode === GET || this.methodCode === HEAD) return null;
    switch (this.#bodyKind) {
      case REQUEST_BODY.TEXT:
        return new Body(this.bodyText, null);
      case REQUEST_BODY.BYTES:
        return new Body(this.#bodyValue as Uint8Array, null);
      case REQUEST_BODY.RESOURCE:
        return new Body(this.openBody(), null);
      default:
        return new Body("", null);
    }
  }

  get bodyLength(): number {
    return this.#bodyLength;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#aborted) this.#abort.abort(this.#abortReason);
    }
    return this.#abort.signal;
  }

  get redirect(): "follow" {
    return "follow";
  }

  get mode(): string {
    return "cors";
  }

  get credentials(): string {
    return "same-origin";
  }

  get cache(): string {
    return "default";
  }

  get referrer(): string {
    return "about:client";
  }

  get referrerPolicy(): string {
    return "";
  }

  get integrity(): string {
    return "";
  }

  get keepalive(): boolean {
    return false;
  }

  get duplex(): "half" {
    return "half";
  }

  /** Changes the address that the handler sees. */
  replaceUrl(href: string): void {
    this.#href = href;
  }

  /** The request as a handler of the web kind gets it. */
  asNextRequest(): NextRequest {
    return new NextRequest(REQUEST_FROM_STATE as string, this as never);
  }

  // ---- the answer ----

  /** Runs `task` once the answer was posted. */
  afterAnswer(task: AfterTask): void {
    if (this.#after === undefined) this.#after = [];
    this.#after.push(task);
    if (this.done) this.#runAfter();
  }

  /** Takes what `afterAnswer` got, for who runs it otherwise. */
  takeAfter(): AfterTask[] | undefined {
    const tasks = this.#after;
    this.#after = undefined;
    return tasks;
  }

  #runAfter(): void {
    const tasks = this.#after;
    if (tasks === undefined) return;
    this.#after = undefined;
    runAfter(tasks as (() => void)[]);
  }

  /** Posts the answer, once. */
  answer(status: number, contentType: number, head: string, kind: number, body: string | Uint8Array | null): void {
    if (this.done) return;
    this.done = true;
    if (live[this.slot] === this) live[this.slot] = undefined;
    post(this.slot, this.generation, status, contentType, this.firstLines + head, kind, body);
    this.spans?.answered(status, true);
    if (this.#after !== undefined) this.#runAfter();
  }

  /** Posts the head of an answer whose body follows in pieces, by the writer that is returned. */
  answerHead(status: number, contentType: number, head: string): AnswerWriter {
    if (!this.done) {
      this.done = true;
      post(this.slot, this.generation, status, contentType, this.firstLines + head, BODY.STREAM, null);
      this.spans?.answered(status, false);
    }
    return new AnswerWriter(this);
  }

  answerEmpty(status: number): void {
    this.answer(status, CONTENT_TYPE.IN_HEAD, "", BODY.NONE, null);
  }

  /** The server's page for a failure, where a route has no answer of its own. Since 15 `OPTIONS` of a page is refused. */
  answerErrorPage(isPrivate = false): void {
    const isRefused = this.methodCode === OPTIONS && nextMajor() !== 14;
    const kind = isRefused ? (isPrivate ? "options private" : "options") : "page";
    this.answer(500, CONTENT_TYPE.IN_HEAD, `${ERROR_PAGE}\n${kind}\n`, BODY.NONE, null);
  }

  /** The stream of the answer ended: the slot may be used again. */
  release(): void {
    if (live[this.slot] === this) live[this.slot] = undefined;
    this.spans?.over();
    if (this.#after !== undefined) this.#runAfter();
  }

  /** Listeners of `abort` that are not `AbortSignal`s. */
  onAbort: ((reason: unknown) => void) | undefined = undefined;

  /** The client is gone before the answer was complete. */
  abort(): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.done = true;
    this.release();
    const reason = new Error("The client disconnected before the response was finished");
    reason.name = "ResponseAborted";
    this.#abortReason = reason;
    this.onAbort?.(reason);
    this.#abort?.abort(reason);
  }

  get aborted(): boolean {
    return this.#aborted;
  }
}

/** The invocation of a slot, if it is still the same one. */
export function liveInvocation(slot: number, generation: number): Invocation | undefined {
  const invocation = live[slot];
  return invocation !== undefined && invocation.generation === generation ? invocation : undefined;
}

/** `x-forwarded-*` as Next.js's server adds them when the client sent none. */
function addForwarded(list: string[], address: string): void {
  let host: string | undefined;
  let seen = 0;
  for (let i = 0; i < list.length; i += 2) {
    switch (list[i]) {
      case "host":
        host = list[i + 1] as string;
        break;
      case "x-forwarded-host":
        seen |= 1;
        break;
      case "x-forwarded-port":
        seen |= 2;
        break;
      case "x-forwarded-proto":
        seen |= 4;
        break;
      case "x-forwarded-for":
        seen |= 8;
        break;
    }
  }
  const origin = serverOrigin();
  if ((seen & 1) === 0) list.push("x-forwarded-host", host ?? origin.slice(origin.indexOf("//") + 2, origin.lastIndexOf(":")));
  if ((seen & 2) === 0) list.push("x-forwarded-port", origin.slice(origin.lastIndexOf(":") + 1));
  if ((seen & 4) === 0) list.push("x-forwarded-proto", origin.startsWith("https:") ? "https" : "http");
  if ((seen & 8) === 0) list.push("x-forwarded-for", address);
}
