// Instrumentation: https://nextjs.org/docs/app/api-reference/file-conventions/instrumentation
//
// Belongs to the app image in use: another image brings its own hooks.

import { headersObject } from "waypost-internal:node/http/incoming_headers";
import { nativeThen, runIn, runtime } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { console } from "waypost-internal:node/console/console";
import { nextMajor } from "waypost-internal:next/version/version";

export type Runtime = RouteInfo["runtime"];

interface RequestDescription {
  path: string;
  method: string;
  headers: { [name: string]: string | string[] | undefined };
}

interface ErrorContext {
  routerKind: "App Router" | "Pages Router";
  routePath: string;
  routeType: "route" | "middleware" | "proxy";
  revalidateReason: "stale" | undefined;
}

type OnRequestError = (error: unknown, request: RequestDescription, context: ErrorContext) => unknown;

export interface Hooks {
  register?: () => unknown;
  onRequestError?: OnRequestError;
}

let hooks: { [runtime in Runtime]?: Hooks } = {};

/** The hooks of the image that is about to be used, to be filled as its files are loaded. */
export function useHooks(of: typeof hooks): void {
  hooks = of;
}

/** No instrumentation: what an image before had is forgotten. */
export function dropInstrumentation(): void {
  hooks = {};
}

function contextOf(invocation: Invocation, info: Pick<RouteInfo, "kind" | "page">): ErrorContext {
  const revalidateReason = invocation.isForKeeping ? "stale" : undefined;
  if (info.kind === "middleware") {
    const routeType = info.page as "middleware" | "proxy";
    return { routerKind: "Pages Router", routePath: `/${info.page}`, routeType, revalidateReason };
  }
  const routerKind = info.kind === "app" ? "App Router" : "Pages Router";
  return { routerKind, routePath: info.page, routeType: "route", revalidateReason };
}

/** Tells `onRequestError` of an error, then calls `answer`: at once when there is no such hook. */
export function reportRequestError(
  invocation: Invocation,
  info: Pick<RouteInfo, "kind" | "page" | "runtime">,
  error: unknown,
  answer: () => void,
): void {
  runtime.E(error);
  if (info.kind === "app") invocation.spans?.failed(error);
  const hook = hooks[info.runtime]?.onRequestError;
  if (typeof hook !== "function" || nextMajor() === 14) {
    answer();
    return;
  }
  const request = {
    path: invocation.target,
    method: invocation.method,
    headers: headersObject(invocation.headerLines),
  };
  const failed = (second: unknown): void => {
    console.error("Error in instrumentation onRequestError:", second);
    answer();
  };
  try {
    const told = runIn(invocation.frame, hook, error, request, contextOf(invocation, info));
    nativeThen(Promise.resolve(told), answer, failed);
  } catch (second) {
    failed(second);
  }
}
