// Edge API routes: `pages/api/**` with `config.runtime = "edge"`. A default export that takes a
// request and an event and returns a Response; params are appended to the query.

import { nativeThen, setCurrent } from "waypost-internal:internal/async_context/async_context";
import type { Invocation, Params } from "waypost-internal:internal/turn/invocation";
import type { RouteEntry, RouteInfo } from "waypost-internal:internal/turn/turn";
import { reportRequestError } from "waypost-internal:next/instrumentation/instrumentation";
import { logHandlerError } from "waypost-internal:next/route_handler/log";
import { respond } from "waypost-internal:next/route_handler/respond";
import { NextRequest } from "waypost-internal:next/server/next_request";
import { console } from "waypost-internal:node/console/console";
import { isResponse } from "waypost-internal:web/fetch/response";
import { URL } from "waypost-internal:web/url/url";

type EdgeHandler = (request: NextRequest, event: NextFetchEvent) => unknown;

/** https://nextjs.org/docs/app/building-your-application/routing/middleware#nextfetchevent */
export class NextFetchEvent {
  readonly sourcePage: string;
  readonly request: NextRequest;

  constructor(sourcePage: string, request: NextRequest) {
    this.sourcePage = sourcePage;
    this.request = request;
  }

  waitUntil(promise: PromiseLike<unknown>): void {
    nativeThen(Promise.resolve(promise), undefined, (error: unknown) => console.error(error));
  }

  passThroughOnException(): void {}
}

function urlWithParams(invocation: Invocation, params: Params): string {
  const url = new URL(invocation.url);
  for (const name of Object.keys(params)) {
    const value = params[name] as string | string[];
    url.searchParams.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, one);
  }
  return url.href;
}

function requestOf(invocation: Invocation): NextRequest {
  const { params } = invocation;
  if (params !== undefined) invocation.replaceUrl(urlWithParams(invocation, params));
  return invocation.asNextRequest();
}

export function makeEdgeApiRoute(info: RouteInfo, namespace: Record<string, unknown>): RouteEntry {
  const handler = namespace.default as EdgeHandler | undefined;
  if (typeof handler !== "function") {
    return (invocation) => {
      console.error(new Error(`Page ${info.page} does not export a default function.`));
      invocation.answerEmpty(500);
    };
  }
  return (invocation) => {
    const fail = (error: unknown): void => {
      logHandlerError(info, error);
      reportRequestError(invocation, info, error, () => invocation.answerEmpty(500));
    };
    const finish = (result: unknown): void => {
      if (invocation.done) return;
      try {
        if (!isResponse(result)) throw new TypeError("Expected an instance of Response to be returned");
        respond(invocation, info, result);
      } catch (error) {
        fail(error);
      }
    };
    setCurrent(invocation.frame);
    try {
      const request = requestOf(invocation);
      nativeThen(Promise.resolve(handler(request, new NextFetchEvent(info.page, request))), finish, fail);
    } catch (error) {
      fail(error);
    } finally {
      setCurrent(undefined);
    }
  };
}
