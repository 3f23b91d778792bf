// Middleware: https://nextjs.org/docs/app/api-reference/file-conventions/middleware
//
// The function's response tells the server how to go on, in the `x-middleware-*` headers that
// `NextResponse` writes. Addresses of this server become relative here, because only here it is known
// what the function saw as its own address.

import { nativeThen, setCurrent } from "waypost-internal:internal/async_context/async_context";
import { ERROR_PAGE, type Invocation } from "waypost-internal:internal/turn/invocation";
import { BODY, CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import type { RouteEntry, RouteInfo } from "waypost-internal:internal/turn/turn";
import { rewrittenUrl } from "waypost-internal:next/api_handler/query";
import { type RequestScope, mergeCookies } from "waypost-internal:next/headers/request_scope";
import { reportRequestError } from "waypost-internal:next/instrumentation/instrumentation";
import { NextFetchEvent } from "waypost-internal:next/route_handler/edge_api";
import { logHandlerError } from "waypost-internal:next/route_handler/log";
import { headLines, respond } from "waypost-internal:next/route_handler/respond";
import { NextRequest } from "waypost-internal:next/server/next_request";
import { NextURL } from "waypost-internal:next/server/next_url";
import { nextConfigPart, nextMajor } from "waypost-internal:next/version/version";
import { Headers } from "waypost-internal:web/fetch/headers";
import { REQUEST_FROM_STATE } from "waypost-internal:web/fetch/request";
import { type Response, isResponse } from "waypost-internal:web/fetch/response";

type MiddlewareFunction = (request: NextRequest, event: NextFetchEvent) => unknown;

function exportedFunction(info: RouteInfo, namespace: Record<string, unknown>): MiddlewareFunction {
  const common = namespace.default as Record<string, unknown> | undefined;
  const found = namespace[info.page] ?? (typeof common === "object" ? common?.[info.page] : common);
  if (typeof found === "function") return found as MiddlewareFunction;
  throw new Error(
    `The file "./${info.source}" must export a function, either as a default export or as a named "${info.page}" export.`,
  );
}

/** The part of an address behind its origin when it is the request's own, else the whole address. */
function relativeTo(request: NextURL, address: string, forceLocale: boolean): string {
  const url = new NextURL(address, { nextConfig: nextConfigPart(), forceLocale });
  return url.host === request.host && url.protocol === request.protocol
    ? url.href.slice(url.origin.length)
    : address;
}

/** The lines of the answer, the internal ones among them. `own` gives the request's address. */
function linesFor(own: () => NextURL): (headers: Headers) => string {
  return (given) => {
    const rewrite = given.get("x-middleware-rewrite");
    const location = given.get("location");
    // Usually the request goes on to where it wanted.
    if (rewrite === null && location === null && !given.has(ERROR_PAGE)) return headLines(given, showAll);
    const headers = new Headers(given);
    headers.delete(ERROR_PAGE);
    if (rewrite !== null) headers.set("x-middleware-rewrite", relativeTo(own(), rewrite, true));
    if (location !== null) headers.set("location", relativeTo(own(), location, false));
    return headLines(headers, showAll);
  };
}

const showAll = (): boolean => false;

export function makeMiddleware(info: RouteInfo, namespace: Record<string, unknown>): RouteEntry {
  const middleware = exportedFunction(info, namespace);
  return (invocation) => {
    const fail = (error: unknown): void => {
      logHandlerError(info, error);
      // In the Node.js runtime nobody is told, as in Next.js.
      if (info.runtime === "nodejs") invocation.answerErrorPage();
      else reportRequestError(invocation, info, error, () => invocation.answerErrorPage());
    };
    setCurrent(invocation.frame);
    try {
      const config = nextConfigPart();
      // 14 writes the query anew for middleware, and not for handlers.
      if (nextMajor() === 14 && invocation.target.includes("?")) {
        invocation.replaceUrl(rewrittenUrl(invocation.url, []));
      }
      const request = new NextRequest(REQUEST_FROM_STATE as string, invocation as never, config);
      // A default locale in the address is not shown.
      if (config.i18n && !config.skipUrlNormalize) invocation.replaceUrl(request.nextUrl.href);
      // Not `nextUrl`, which the function may change.
      const own = (): NextURL => new NextURL(request.url, { nextConfig: config });
      const finish = (result: unknown): void => {
        if (invocation.done) return;
        try {
          answer(invocation, info, own, result);
        } catch (error) {
          fail(error);
        }
      };
      nativeThen(Promise.resolve(middleware(request, new NextFetchEvent(`/${info.page}`, request))), finish, fail);
    } catch (error) {
      fail(error);
    } finally {
      setCurrent(undefined);
    }
  };
}

function answer(invocation: Invocation, info: RouteInfo, own: () => NextURL, result: unknown): void {
  if (result === undefined || result === null) {
    invocation.answer(200, CONTENT_TYPE.IN_HEAD, "x-middleware-next\n1\n", BODY.NONE, null);
    return;
  }
  if (!isResponse(result)) throw new TypeError("Expected an instance of Response to be returned");
  const scope = invocation.scope as RequestScope | undefined;
  if (scope !== undefined) mergeCookies(scope, result);
  respond(invocation, info, result as Response, linesFor(own));
}
