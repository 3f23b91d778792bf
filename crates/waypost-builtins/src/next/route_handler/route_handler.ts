// Route handlers: `app/**/route.*`. From an invocation to the exported function and from what it
// returns to an answer. The behaviour follows what Next.js 14, 15 and 16 send.

import { nativeResolve, nativeThen, runIn, setCurrent } from "waypost-internal:internal/async_context/async_context";
import { BODY, CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import type { Invocation, Params } from "waypost-internal:internal/turn/invocation";
import type { RouteEntry, RouteInfo } from "waypost-internal:internal/turn/turn";
import { reportRequestError } from "waypost-internal:next/instrumentation/instrumentation";
import { METHODS } from "waypost-internal:internal/turn/layout";
import { controlFlowAnswer } from "waypost-internal:next/navigation/control_flow";
import { type RequestScope, mergeCookies } from "waypost-internal:next/headers/request_scope";
import { answerFromStore, isForStore } from "waypost-internal:next/cache/answer_store";
import { carryOut } from "waypost-internal:next/cache/revalidate";
import { isResponse } from "waypost-internal:web/fetch/response";
import type { NextRequest } from "waypost-internal:next/server/next_request";
import { notePreview } from "waypost-internal:next/preview/preview";
import { logHandlerError } from "waypost-internal:next/route_handler/log";
import { console } from "waypost-internal:node/console/console";
import { respond, wholeAnswer } from "waypost-internal:next/route_handler/respond";
import { StaticRun, guardRequest, rulesFor } from "waypost-internal:next/route_handler/static_run";
import { addParamsToUrl } from "waypost-internal:next/route_handler/edge_url";
import { nextMajor } from "waypost-internal:next/version/version";

type Handler = (request: NextRequest, context: { params: unknown }) => unknown;

const nativeApply = Reflect.apply;

const GET = 0;
const HEAD = 1;
const OPTIONS = 6;

/** Names that a param of 15 cannot have on the promise: what promises and React look for. */
const PROMISE_NAMES = ["status", "displayName", "_debugInfo", "toJSON", "$$typeof", "__esModule", "@@iterator"];

/** What `context.params` is: plain in 14, a promise since, which in 15 carries the params too. */
export function makeParams(params: Params | undefined): unknown {
  const major = nextMajor();
  if (major === 14) return params;
  const promise = nativeResolve(params);
  if (major === 16 || params === undefined) return promise;
  for (const name of Object.keys(params)) {
    if (name in promise || PROMISE_NAMES.includes(name)) continue;
    Object.defineProperty(promise, name, { value: params[name], enumerable: true, writable: true, configurable: true });
  }
  return promise;
}

/** The `allow` line of the automatic OPTIONS answer. */
function allowedMethods(handlers: (Handler | undefined)[]): string {
  const allowed = new Set(["OPTIONS"]);
  for (const [index, name] of METHODS.entries()) if (handlers[index] !== undefined) allowed.add(name);
  if (handlers[GET] !== undefined) allowed.add("HEAD");
  return [...allowed].sort().join(", ");
}

/** Makes the entry of a route from its module. */
export function makeAppRoute(info: RouteInfo, namespace: Record<string, unknown>): RouteEntry {
  const source = exportsOf(namespace);
  const handlers = METHODS.map((name) => {
    const value = source[name];
    return typeof value === "function" ? (value as Handler) : undefined;
  });
  handlers[HEAD] ??= handlers[GET];
  const allow = allowedMethods(handlers);
  const automaticOptions = handlers[OPTIONS] === undefined;
  const hasParams = info.page.includes("/[");
  // Not PUT: Next.js 14 does not look at it.
  info.hasActions = ["POST", "DELETE", "PATCH", "OPTIONS"].some((name) => typeof source[name] === "function");
  return (invocation: Invocation): void => {
    if (invocation.hasPreviewCookie) notePreview(invocation, info.runtime === "nodejs");
    const handler = handlers[invocation.methodCode];
    if (handler !== undefined) {
      invoke(handler, invocation, info, hasParams);
    } else if (invocation.methodCode === OPTIONS && automaticOptions) {
      invocation.answer(204, CONTENT_TYPE.IN_HEAD, `allow\n${allow}\n`, 0, null);
    } else {
      refuseMethod(invocation);
    }
  };
}

/** Next.js makes a `Request` of what it got, which TRACE cannot have. */
function refuseMethod(invocation: Invocation): void {
  if (invocation.methodCode >= 0) invocation.answerEmpty(405);
  else if (invocation.method !== "TRACE") invocation.answerEmpty(400);
  else if (nextMajor() === 14) invocation.answerEmpty(500);
  else if (nextMajor() === 15) invocation.answerErrorPage();
  else {
    const head = 'etag\n"66fci67lppl"\ncontent-type\ntext/plain\n';
    invocation.answer(500, CONTENT_TYPE.IN_HEAD, head, BODY.TEXT, "Internal Server Error");
  }
}

/** A CommonJS route has its handlers on `default`. */
export function exportsOf(namespace: Record<string, unknown>): Record<string, unknown> {
  const common = namespace.default;
  const bare = METHODS.every((name) => namespace[name] === undefined);
  if (bare && typeof common === "object" && common !== null) return common as Record<string, unknown>;
  return namespace;
}

function invoke(handler: Handler, invocation: Invocation, info: RouteInfo, hasParams: boolean): void {
  let result: unknown;
  invocation.appRoute = info;
  const matched = hasParams ? (invocation.params ?? {}) : undefined;
  if (matched !== undefined && info.runtime === "edge") addParamsToUrl(invocation, matched);
  const params = makeParams(matched);
  if (invocation.isForKeeping) {
    answerForKeeping(handler, invocation, info, params);
    return;
  }
  // Most files do not say how static they are, and their requests go as they came.
  const run = info.dynamic === undefined ? undefined : rulesFor(invocation, info);
  invocation.staticRun = run;
  setCurrent(invocation.frame);
  try {
    const request = invocation.asNextRequest();
    const given = run === undefined ? request : guardRequest(run, request);
    result = nativeApply(handler, nextMajor() === 14 ? undefined : null, [given, { params }]);
  } catch (error) {
    setCurrent(undefined);
    fail(invocation, info, error);
    return;
  }
  setCurrent(undefined);
  if (result instanceof Promise) {
    nativeThen(
      result,
      (value: unknown) => finish(invocation, info, value),
      (error: unknown) => fail(invocation, info, error),
    );
  } else if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    nativeThen(
      Promise.resolve(result),
      (value: unknown) => finish(invocation, info, value),
      (error: unknown) => fail(invocation, info, error),
    );
  } else {
    finish(invocation, info, result);
  }
}

function finish(invocation: Invocation, info: RouteInfo, result: unknown): void {
  if (invocation.revalidations !== undefined) {
    nativeThen(
      carryOut(invocation),
      () => finish(invocation, info, result),
      (error: unknown) => fail(invocation, info, error),
    );
    return;
  }
  if (invocation.done) return;
  try {
    if (!isResponse(result)) throw new Error(wrongReturn(invocation, info, result));
    const scope = invocation.scope as RequestScope | undefined;
    if (scope !== undefined) mergeCookies(scope, result);
    respond(invocation, info, result);
  } catch (error) {
    fail(invocation, info, error);
  }
}

function fail(invocation: Invocation, info: RouteInfo, error: unknown): void {
  if (invocation.revalidations !== undefined) {
    const go = (): void => fail(invocation, info, error);
    nativeThen(carryOut(invocation), go, go);
    return;
  }
  if (invocation.done) return;
  try {
    answerFailure(invocation, info, error);
  } catch (second) {
    // What was thrown cannot even be looked at.
    invocation.answerEmpty(500);
    console.error(second);
  }
}

function answerFailure(invocation: Invocation, info: RouteInfo, error: unknown): void {
  const answer = controlFlowAnswer(invocation, error);
  if (answer !== null) {
    invocation.answer(answer.status, CONTENT_TYPE.IN_HEAD, answer.head, 0, null);
    return;
  }
  logHandlerError(info, error);
  const { waypostStatus: status, waypostText: text } = (error ?? {}) as { waypostStatus?: unknown; waypostText?: unknown };
  reportRequestError(invocation, info, error, () => {
    if (typeof status === "number") invocation.answer(status, CONTENT_TYPE.TEXT, "", BODY.TEXT, typeof text === "string" ? text : "");
    else if (info.runtime === "edge") invocation.answerErrorPage(true);
    else invocation.answerEmpty(500);
  });
}

/** Answers with what the server is to keep, and with how long and by which tags. */
function answerForKeeping(handler: Handler, invocation: Invocation, info: RouteInfo, params: unknown): void {
  const make = (): Promise<StaticAnswer> => makeStatic(handler, invocation, info, params);
  const failed = (error: unknown): void => {
    logHandlerError(info, error);
    reportRequestError(invocation, info, error, () =>
      invocation.answer(500, CONTENT_TYPE.IN_HEAD, ":keep\nfailed\n", BODY.NONE, null),
    );
  };
  if (isForStore(invocation)) {
    const answer = answerFromStore(invocation, info, make, failed);
    nativeThen(answer, ({ status, head, body }) => invocation.answer(status, CONTENT_TYPE.IN_HEAD, head, BODY.BYTES, body), failed);
    return;
  }
  nativeThen(
    make(),
    ({ status, head, body, revalidate, tags }) => {
      const terms = JSON.stringify({ revalidate: revalidate === false ? null : revalidate, tags });
      invocation.answer(status, CONTENT_TYPE.IN_HEAD, `:keep\n${terms}\n${head}`, BODY.BYTES, body);
    },
    failed,
  );
}

/** An answer that may be kept. */
export interface StaticAnswer {
  status: number;
  head: string;
  body: Uint8Array;
  /** Seconds until it is stale; 0 when it may not be kept. */
  revalidate: number | false;
  tags: string[];
}

/** Runs a handler for an answer that is kept; rejects with what it throws. */
export async function makeStatic(
  handler: Handler,
  invocation: Invocation,
  info: RouteInfo,
  params: unknown,
): Promise<StaticAnswer> {
  invocation.appRoute = info;
  const run = new StaticRun(invocation, info, true);
  invocation.staticRun = run;
  const request = guardRequest(run, invocation.asNextRequest());
  let answer: { status: number; head: string; body: Uint8Array };
  try {
    const result = await runIn(invocation.frame, () => handler(request, { params }));
    if (invocation.revalidations !== undefined) await carryOut(invocation);
    if (!isResponse(result)) throw new Error(wrongReturn(invocation, info, result));
    const scope = invocation.scope as RequestScope | undefined;
    if (scope !== undefined) mergeCookies(scope, result);
    answer = await wholeAnswer(result);
  } catch (error) {
    if (invocation.revalidations !== undefined) await carryOut(invocation);
    const control = controlFlowAnswer(invocation, error);
    if (control === null) throw error;
    answer = { ...control, body: new Uint8Array(0) };
  }
  return { ...answer, revalidate: run.revalidate, tags: run.tags };
}

/** The handler of `GET` of a module, and whether the module says what no static one does. */
export function staticHandler(namespace: Record<string, unknown>): Handler | undefined {
  const source = exportsOf(namespace);
  if (["POST", "PUT", "DELETE", "PATCH", "OPTIONS"].some((name) => typeof source[name] === "function")) return undefined;
  return typeof source.GET === "function" ? (source.GET as Handler) : undefined;
}

function wrongReturn(invocation: Invocation, info: RouteInfo, result: unknown): string {
  const rest = "a `Response` or a `NextResponse` in all branches of your handler.";
  if (nextMajor() !== 16) {
    return `No response is returned from route handler '${info.source}'. Ensure you return ${rest}`;
  }
  const kind =
    typeof result === "object" && result !== null
      ? ((result as object).constructor?.name ?? "Object")
      : result === null
        ? "null"
        : typeof result;
  return `No response is returned from route handler '${info.source}'. Expected a Response object but received '${kind}' (method: ${invocation.method}, url: ${invocation.target.split("?", 1)[0] as string}). Ensure you return ${rest}`;
}
