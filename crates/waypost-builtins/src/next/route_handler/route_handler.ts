// Route handlers: `app/**/route.*`. From an invocation to the exported function and from what it
// returns to an answer. The behaviour follows what Next.js 14, 15 and 16 send.

import { nativeResolve, nativeThen, setCurrent } from "waypost-internal:internal/async_context/async_context";
import { BODY, CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import type { Invocation, Params } from "waypost-internal:internal/turn/invocation";
import type { RouteEntry, RouteInfo } from "waypost-internal:internal/turn/turn";
import { reportRequestError } from "waypost-internal:next/instrumentation/instrumentation";
import { METHODS } from "waypost-internal:internal/turn/layout";
import { controlFlowAnswer } from "waypost-internal:next/navigation/control_flow";
import { type RequestScope, mergeCookies } from "waypost-internal:next/headers/request_scope";
import { carryOut } from "waypost-internal:next/cache/revalidate";
import { isResponse } from "waypost-internal:web/fetch/response";
import type { NextRequest } from "waypost-internal:next/server/next_request";
import { logHandlerError } from "waypost-internal:next/route_handler/log";
import { console } from "waypost-internal:node/console/console";
import { addParamsToUrl } from "waypost-internal:next/route_handler/edge_url";
import { respond } from "waypost-internal:next/route_handler/respond";
import { nextMajor } from "waypost-internal:next/version/version";

type Handler = (request: NextRequest, context: { params: unknown }) => unknown;

const nativeApply = Reflect.apply;

const GET = 0;
const HEAD = 1;
const OPTIONS = 6;

/** Names that a param of 15 cannot have on the promise: what promises and React look for. */
const PROMISE_NAMES = ["status", "displayName", "_debugInfo", "toJSON", "$$typeof", "__esModule", "@@iterator"];

/** What `context.params` is: plain in 14, a promise since, which in 15 carries the params too. */
function makeParams(params: Params | undefined): unknown {
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
function exportsOf(namespace: Record<string, unknown>): Record<string, unknown> {
  const common = namespace.default;
  const bare = METHODS.every((name) => namespace[name] === undefined);
  if (bare && typeof common === "object" && common !== null) return common as Record<string, unknown>;
  return namespace;
}

function invoke(handler: Handler, invocation: Invocation, info: RouteInfo, hasParams: boolean): void {
  let result: unknown;
  invocation.appRoute = info;
  setCurrent(invocation.frame);
  try {
    const params = hasParams ? (invocation.params ?? {}) : undefined;
    if (params !== undefined && info.runtime === "edge") addParamsToUrl(invocation, params);
    result = nativeApply(handler, nextMajor() === 14 ? undefined : null, [invocation.asNextRequest(), { params: makeParams(params) }]);
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
  const status = (error as { waypostStatus?: unknown } | null)?.waypostStatus;
  reportRequestError(invocation, info, error, () => {
    if (typeof status === "number") invocation.answerEmpty(status);
    else if (info.runtime === "edge") invocation.answerErrorPage();
    else invocation.answerEmpty(500);
  });
}

function wrongReturn(invocation: Invocation, info: RouteInfo, result: unknown): string {
  const rest = "a `Response` or a `NextResponse` in all branches of your handler.";
  if (nextMajor() === 14) {
    return `No response is returned from route handler '${info.source}'. Ensure you return ${rest}`;
  }
  const kind =
    typeof result === "object" && result !== null
      ? ((result as object).constructor?.name ?? "Object")
      : result === null
        ? "null"
        : typeof result;
  return `No response is returned from route handler '${info.source}'. Expected a Response object but received '${kind}' (method: ${invocation.method}, url: ${invocation.target}). Ensure you return ${rest}`;
}
