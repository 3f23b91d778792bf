// Spans of OpenTelemetry: what a request was and that its handler ran, as Next.js tells the provider that the project's
// `register` has set (@vercel/otel, @sentry/nextjs, NodeSDK). Handlers find the span of their run active, below the trace that
// the client's `traceparent` names.
// https://nextjs.org/docs/app/guides/open-telemetry#default-spans-in-nextjs
//
// The provider is found where every copy of `@opentelemetry/api` finds it; no package is needed. What concerns how Next.js loads and
// sends (`resolve page components`, `start response`) has no counterpart here.

import { current, runIn } from "waypost-internal:internal/async_context/async_context";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { headersObject } from "waypost-internal:node/http/incoming_headers";
import { nextMajor } from "waypost-internal:next/version/version";

interface Context {
  setValue(key: symbol, value: unknown): Context;
}

type Attributes = { [name: string]: unknown };

interface Span {
  setAttribute(name: string, value: unknown): unknown;
  setStatus(status: { code: number; message?: string | undefined }): unknown;
  recordException(error: unknown): void;
  end(): void;
}

interface Tracer {
  startSpan(name: string, options: { kind?: number; attributes: Attributes }, context: Context): Span;
}

interface Api {
  trace?: { getTracer(name: string, version: string): Tracer };
  context?: { active(): Context; with<T>(context: Context, run: () => T): T };
  propagation?: { extract(context: Context, carrier: object, getter: object): Context };
}

type Found = Api & Required<Pick<Api, "trace" | "context">>;

const API = Symbol.for("opentelemetry.js.api.1");
const ACTIVE_SPAN = Symbol.for("OpenTelemetry Context Key SPAN");
const SERVER = 1;
const ERROR = 2;
const HEADERS = { keys: (carrier: object): string[] => Object.keys(carrier), get: (carrier: Record<string, unknown>, name: string): unknown => carrier[name] };

/** What begins the spans of requests, when the project's `register` has set a provider. */
export function findTracing(): ((invocation: Invocation, info: RouteInfo | undefined) => void) | undefined {
  const api = (globalThis as unknown as { [API]?: Api })[API];
  if (api?.trace === undefined || api.context === undefined) return undefined;
  return (invocation, info) => traceRequest(api as Found, invocation, info);
}

function attributes(name: string, type: string, more: Attributes): Attributes {
  const category = nextMajor() === 16 ? { "next.span_category": "nextjs" } : {};
  return { ...category, "next.span_name": name, "next.span_type": type, ...more };
}

/** The two spans of a request. */
export class RequestSpans {
  readonly #root: Span;
  readonly #run: Span;
  readonly #page: string;
  #isOver = false;

  constructor(root: Span, run: Span, page: string) {
    this.#root = root;
    this.#run = run;
    this.#page = page;
  }

  /** What a route handler threw. Of an API route Next.js tells its answer alone. */
  failed(error: unknown): void {
    const { name, message } = (error ?? {}) as { name?: unknown; message?: string };
    if (error) {
      this.#run.recordException(error);
      this.#run.setAttribute("error.type", name);
    }
    this.#run.setStatus({ code: ERROR, message });
  }

  /** `isWhole`: nothing of the answer follows. */
  answered(status: number, isWhole: boolean): void {
    this.#run.end();
    const root = this.#root;
    root.setAttribute("http.status_code", status);
    root.setAttribute("next.rsc", false);
    if (status >= 500 && nextMajor() !== 14) {
      root.setStatus({ code: ERROR });
      root.setAttribute("error.type", String(status));
    }
    root.setAttribute("next.route", this.#page);
    root.setAttribute("http.route", this.#page);
    if (isWhole) this.over();
  }

  over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#root.end();
  }
}

/** Begins the spans of a request, and makes them what its handler finds active. */
function traceRequest({ trace, context, propagation }: Found, invocation: Invocation, info: RouteInfo | undefined): void {
  if (info?.runtime !== "nodejs" || info.kind === "middleware" || invocation.isForKeeping) return;
  runIn(invocation.frame, () => {
    const tracer = trace.getTracer("next.js", "0.0.1");
    const { method, target } = invocation;
    const { page } = info;
    const outer = context.active();
    const carried = propagation === undefined ? outer : propagation.extract(outer, headersObject(invocation.headerLines), HEADERS);
    const name = `${method} ${page}`;
    const more = { "http.method": method, "http.target": target };
    const root = tracer.startSpan(name, { kind: SERVER, attributes: attributes(name, "BaseServer.handleRequest", more) }, carried);
    const below = carried.setValue(ACTIVE_SPAN, root);
    const isApp = info.kind === "app";
    const runName = `executing api route (${isApp ? "app" : "pages"}) ${page}`;
    const type = isApp ? "AppRouteRouteHandlers.runHandler" : "Node.runHandler";
    const run = tracer.startSpan(runName, { attributes: attributes(runName, type, isApp ? { "next.route": page } : {}) }, below);
    invocation.spans = new RequestSpans(root, run, page);
    context.with(below.setValue(ACTIVE_SPAN, run), () => {
      invocation.frame = current() ?? invocation.frame;
    });
  });
}
