// Edge API routes: `pages/api/**` with `config.runtime = "edge"`. A default export that takes a
// request and an event and returns a Response; params are appended to the query.

import { nativeThen, setCurrent } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { BODY, CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import type { RouteEntry, RouteInfo } from "waypost-internal:internal/turn/turn";
import { reportRequestError } from "waypost-internal:next/instrumentation/instrumentation";
import { addParamsToUrl } from "waypost-internal:next/route_handler/edge_url";
import { logHandlerError } from "waypost-internal:next/route_handler/log";
import { respond } from "waypost-internal:next/route_handler/respond";
import { NextRequest } from "waypost-internal:next/server/next_request";
import { console } from "waypost-internal:node/console/console";
import { isResponse } from "waypost-internal:web/fetch/response";

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

function requestOf(invocation: Invocation): NextRequest {
  const { params } = invocation;
  if (params !== undefined) addParamsToUrl(invocation, params);
  return invocation.asNextRequest();
}

/** A handler that returns nothing leaves Next.js's own answer, meant for middleware. */
function answerNothing(invocation: Invocation): void {
  invocation.answer(200, CONTENT_TYPE.IN_HEAD, "x-middleware-next\n1\n", BODY.NONE, null);
}

export function makeEdgeApiRoute(info: RouteInfo, namespace: Record<string, unknown>): RouteEntry {
  const handler = namespace.default as EdgeHandler | undefined;
  if (typeof handler !== "function") {
    return (invocation) => {
      console.error(new Error(`Page ${info.page} does not export a default function.`));
      invocation.answerErrorPage(true);
    };
  }
  return (invocation) => {
    const fail = (error: unknown): void => {
      logHandlerError(info, error);
      reportRequestError(invocation, info, error, () => invocation.answerErrorPage(true));
    };
    const finish = (result: unknown): void => {
      if (invocation.done) return;
      try {
        if (!result) {
          answerNothing(invocation);
          return;
        }
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
