// API routes on Node's messages: from an invocation to the default export of `pages/api/**`.
// The behaviour follows what Next.js 14, 15 and 16 send.

import { nativeThen, runIn, setCurrent } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { RouteEntry, RouteInfo } from "waypost-internal:internal/turn/turn";
import { ApiRequest, isBodiless, takeEmptyBody } from "waypost-internal:next/api_handler/api_request";
import { ApiResponse } from "waypost-internal:next/api_handler/api_response";
import { isInline, parseInlineBody, readBody } from "waypost-internal:next/api_handler/body_parser";
import { checkPreview } from "waypost-internal:next/api_handler/preview_mode";
import { type ApiRoute, routeOf } from "waypost-internal:next/api_handler/config";
import { answerFailure } from "waypost-internal:next/api_handler/error_answer";
import { reportRequestError } from "waypost-internal:next/instrumentation/instrumentation";
import { console } from "waypost-internal:node/console/console";
import { isResponse } from "waypost-internal:web/fetch/response";

type Handler = (request: ApiRequest, response: ApiResponse) => unknown;

/** Makes the entry of a route from its module. */
export function makeApiRoute(info: RouteInfo, namespace: Record<string, unknown>): RouteEntry {
  const common = namespace.default as { default?: unknown; config?: unknown } | undefined;
  const handler = handlerOf(common);
  if (handler === undefined) return (invocation) => refuse(invocation, info);
  const route = routeOf(info, namespace.config ?? common?.config);
  return (invocation) => start(handler, route, invocation);
}

/** The default export; for a module of CommonJS `module.exports`, or its own `default`. */
function handlerOf(value: { default?: unknown } | undefined): Handler | undefined {
  if (typeof value === "function") return value as unknown as Handler;
  return typeof value?.default === "function" ? (value.default as Handler) : undefined;
}

function refuse(invocation: Invocation, info: RouteInfo): void {
  console.error(new Error(`Page ${info.page} does not export a default function.`));
  invocation.answerErrorPage(true);
}

function start(handler: Handler, route: ApiRoute, invocation: Invocation): void {
  const request = new ApiRequest(invocation);
  const response = new ApiResponse(invocation, request, route);
  request._answer = response;
  if (invocation.hasPreviewCookie) checkPreview(request);
  const limit = route.bodyParser;
  if (limit !== null) {
    if (isBodiless(invocation)) takeEmptyBody(request);
    else if (isInline(invocation)) {
      request._taken = true;
      try {
        request._body = parseInlineBody(invocation, limit);
      } catch (error) {
        fail(route, response, error);
        return;
      }
    } else {
      startWithBody(handler, route, request, response, limit);
      return;
    }
  }
  run(handler, route, request, response);
}

function startWithBody(handler: Handler, route: ApiRoute, request: ApiRequest, response: ApiResponse, limit: { limit: number; limitText: string }): void {
  request._taken = true;
  nativeThen(
    runIn(request._invocation.frame, readBody, request._invocation, limit),
    (body: unknown) => {
      request._body = body;
      run(handler, route, request, response);
    },
    (error: unknown) => fail(route, response, error),
  );
}

function run(handler: Handler, route: ApiRoute, request: ApiRequest, response: ApiResponse): void {
  let result: unknown;
  setCurrent(request._invocation.frame);
  try {
    result = handler(request, response);
  } catch (error) {
    setCurrent(undefined);
    fail(route, response, error);
    return;
  }
  setCurrent(undefined);
  if (result === undefined && !route.dev) return;
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    nativeThen(
      result instanceof Promise ? result : Promise.resolve(result),
      route.dev ? (value: unknown): void => warn(route, request, response, value) : undefined,
      (error: unknown) => fail(route, response, error),
    );
  } else if (route.dev) warn(route, request, response, result);
}

function fail(route: ApiRoute, response: ApiResponse, error: unknown): void {
  runIn(response._invocation.frame, () => {
    reportRequestError(response._invocation, { kind: "pages", page: route.page, runtime: "nodejs" }, error, () => {
      try {
        answerFailure(route, response, error);
      } catch (second) {
        console.error(second);
        response._invocation.answerEmpty(500);
      }
    });
  });
}

/** What a development server says of a handler that returned. */
function warn(route: ApiRoute, request: ApiRequest, response: ApiResponse, result: unknown): void {
  if (result !== undefined) {
    if (isResponse(result)) {
      const message =
        'API route returned a Response object in the Node.js runtime, this is not supported. Please use `runtime: "edge"` instead: https://nextjs.org/docs/api-routes/edge-api-routes';
      fail(route, response, new Error(message));
      return;
    }
    console.warn(`API handler should not return a value, received ${typeof result}.`);
  }
  if (route.externalResolver || response.finished || response.headersSent || response.listenerCount("unpipe") > 0) return;
  console.warn(`API resolved without sending a response for ${request.url}, this may result in stalled requests.`);
}
