// The entry of a turn: every request that became ready is started here, in one crossing.
//
// Routes are loaded when first asked for. A route whose module throws is disabled: it answers
// 500, the error is logged once per attempt, the others go on.

import { nativeThen, setCurrent } from "waypost-internal:internal/async_context/async_context";
import { CELL, endEntry, shareCells, updateTime } from "waypost-internal:internal/event_loop/event_loop";
import { uncaughtException } from "waypost-internal:internal/event_loop/uncaught";
import { type ChunkInfo, ChunkGraph, type LoaderHost, forgetOutside, setProjectRoot } from "waypost-internal:internal/loader/loader";
import { BODY, CONTENT_TYPE, INBOX, REQUEST, REQUEST_CELLS } from "waypost-internal:internal/turn/layout";
import { Invocation, liveInvocation } from "waypost-internal:internal/turn/invocation";
import { setOrigin } from "waypost-internal:internal/turn/server_origin";
import { shareOutbox } from "waypost-internal:internal/turn/outbox";
import { console } from "waypost-internal:node/console/console";
import { makeApiRoute } from "waypost-internal:next/api_handler/api_handler";
import { dropInstrumentation } from "waypost-internal:next/instrumentation/instrumentation";
import { findTracing } from "waypost-internal:next/instrumentation/spans";
import { type InstrumentationInfo, startInstrumentation } from "waypost-internal:next/instrumentation/start";
import { loadRuntimeConfig } from "waypost-internal:next/config/config";
import { type MetadataInfo, metadataModule } from "waypost-internal:next/metadata/metadata";
import { makeMiddleware } from "waypost-internal:next/middleware/middleware";
import { makeAppRoute } from "waypost-internal:next/route_handler/route_handler";
import { makeEdgeApiRoute } from "waypost-internal:next/route_handler/edge_api";
import type { NextConfigPart } from "waypost-internal:next/server/next_url";
import { configureNext, nextMajor, type NextFeatures, type NextMajor } from "waypost-internal:next/version/version";

/** A route of the app image, as the native half describes it. */
export interface RouteInfo {
  /** The middleware stands after the routes. */
  kind: "app" | "pages" | "middleware";
  /** `/api/users/[id]`; of the middleware the name of its function. */
  page: string;
  /** Project-relative path, for messages. */
  source: string;
  runtime: "nodejs" | "edge";
  entry: number;
  /** The answer of a route that could not be built. */
  broken?: { html: string; json: string };
  bodyParser?: { enabled: boolean; limit: number; limitText: string };
  responseLimit?: { limit: number; limitText: string } | null;
  externalResolver?: boolean;
  /** `config.api` is no constant: it is read from the evaluated module. */
  computedConfig?: boolean;
  /** Exports of a route file, when it has them. */
  fetchCache?: string;
  dynamic?: string;
  revalidate?: number | false;
  /** The file exports a handler by which Next.js 14 never takes it for static. */
  hasActions?: boolean;
  /** The file is no route file: the framework's handler stands around it. */
  metadata?: MetadataInfo;
}

export interface ImageInfo {
  origin: string;
  /** Absolute path of the project. */
  root: string;
  next: NextMajor;
  dev: boolean;
  nextConfig?: NextConfigPart;
  features?: NextFeatures;
  instrumentation?: InstrumentationInfo[];
  /** Chunk of the configuration file, when handlers ask for its values. */
  runtimeConfig?: number;
  routes: RouteInfo[];
  chunks: ChunkInfo[];
}

/** A loaded route: starts one invocation. */
export type RouteEntry = (invocation: Invocation) => void;

/** A route, and its entry once loaded. */
class Route {
  readonly info: RouteInfo;
  entry: RouteEntry | undefined;
  #loading: Promise<void> | undefined;

  constructor(info: RouteInfo) {
    this.info = info;
  }

  /** Loads the module, then starts what waits for it. */
  start(invocation: Invocation): void {
    if (this.info.broken !== undefined) {
      answerBroken(invocation, this.info.broken);
      return;
    }
    try {
      const namespace = graph.load(this.info.entry);
      if (!(namespace instanceof Promise)) {
        this.entry = makeEntry(this.info, namespace);
        run(this.entry, invocation);
        return;
      }
      this.#loading ??= namespace.then((loaded) => {
        this.entry = makeEntry(this.info, loaded);
      });
      this.#loading.then(
        () => run(this.entry as RouteEntry, invocation),
        (error) => this.#fail(invocation, error),
      );
    } catch (error) {
      this.#fail(invocation, error);
    }
  }

  #fail(invocation: Invocation, error: unknown): void {
    console.error(`\u2a2f ${this.info.source} could not be loaded:`, error);
    if (this.info.kind === "app" && this.info.runtime === "nodejs" && nextMajor() === 16) invocation.answerEmpty(500);
    else invocation.answerErrorPage(this.info.kind === "pages");
  }
}

/** A page for who asks for one, else JSON. Why the route is broken was logged when it was built. */
function answerBroken(invocation: Invocation, broken: { html: string; json: string }): void {
  const isPage = invocation.header("accept")?.includes("text/html") === true;
  const type = isPage ? "text/html; charset=utf-8" : "application/json; charset=utf-8";
  const caching = nextMajor() === 16 ? "no-store" : "no-store, must-revalidate";
  const head = `cache-control\n${caching}\ncontent-type\n${type}\n`;
  invocation.answer(500, CONTENT_TYPE.IN_HEAD, head, BODY.TEXT, isPage ? broken.html : broken.json);
}

/** Starts an invocation. What a handler returned may throw when looked at: others go on. */
function run(entry: RouteEntry, invocation: Invocation): void {
  try {
    trace?.(invocation, routeOf(invocation));
    entry(invocation);
  } catch (error) {
    setCurrent(undefined);
    invocation.answerEmpty(500);
    uncaughtException(error);
  }
}

function makeEntry(info: RouteInfo, namespace: Record<string, unknown>): RouteEntry {
  if (info.kind === "app") {
    const { metadata } = info;
    return makeAppRoute(info, metadata === undefined ? namespace : metadataModule(metadata, namespace));
  }
  if (info.kind === "middleware") return makeMiddleware(info, namespace);
  if (info.runtime === "edge") return makeEdgeApiRoute(info, namespace);
  return makeApiRoute(info, namespace);
}

let cells: Int32Array;
let graph: ChunkGraph;
let routes: Route[] = [];
/** Settles when the project's `register` has; undefined without one, and once it was successful. */
let registering: Promise<void> | undefined;

/** An image had values for `next/config`; one without them takes them away. */
let hasRuntimeConfig = false;

/** Takes the shared memory. Called once per realm. */
export function attach(shared: Int32Array): void {
  cells = shared;
  shareCells(shared);
  shareOutbox(shared);
}

/** Makes an app image the current one: new module instances in the same realm. */
export function useImage(info: ImageInfo, evaluate: LoaderHost["evaluate"]): void {
  setOrigin(info.origin);
  setProjectRoot(info.root);
  forgetOutside();
  configureNext(info.next, info.dev, info.nextConfig, info.features);
  graph = new ChunkGraph(info.chunks, { evaluate });
  routes = info.routes.map((route) => new Route(route));
  register(info.instrumentation, info.runtimeConfig);
}

/** What is told of each request before its handler runs, where the project traces. */
let trace: ReturnType<typeof findTracing>;

/** Requests wait for `register`; when it fails, all of them do. */
function register(files: InstrumentationInfo[] | undefined, runtimeConfig: number | undefined): void {
  registering = trace = undefined;
  if (files === undefined) dropInstrumentation();
  if (runtimeConfig !== undefined) hasRuntimeConfig = true;
  if (files === undefined && !hasRuntimeConfig) return;
  const current = graph;
  const started = start(
    runtimeConfig === undefined ? undefined : () => current.load(runtimeConfig),
    files === undefined ? undefined : () => startInstrumentation(files, (entry) => current.load(entry)),
  );
  registering = started;
  nativeThen(
    started,
    () => {
      if (registering !== started) return;
      registering = undefined;
      trace = findTracing();
    },
    (error: unknown) => console.error("An error occurred while loading instrumentation hook:", error),
  );
}

type Load = () => Record<string, unknown> | Promise<Record<string, unknown>>;

/** What comes before the first request: instrumentation may read the configuration. */
async function start(runtimeConfig: Load | undefined, instrument: (() => Promise<void>) | undefined): Promise<void> {
  if (hasRuntimeConfig) await loadRuntimeConfig(runtimeConfig);
  await instrument?.();
}

/** The module of a chunk of the current image that is no route. */
export function loadChunk(index: number): Record<string, unknown> | Promise<Record<string, unknown>> {
  return graph.load(index);
}

/** A route of the current image, and the exports of a route file: its own, or those around a metadata file. */
export async function loadRoute(
  index: number,
): Promise<{ info: RouteInfo; namespace: Record<string, unknown> }> {
  const { info } = routes[index] as Route;
  const namespace = await graph.load(info.entry);
  return { info, namespace: info.metadata === undefined ? namespace : metadataModule(info.metadata, namespace) };
}

/** Starts the requests that lie in the inbox, one for each text. */
export function enterRequests(attachments: unknown[], now: number, ...texts: string[]): void {
  updateTime(now);
  for (let i = 0, at = INBOX; i < texts.length; i++, at += REQUEST_CELLS) {
    cells[CELL.MARKER] = (cells[CELL.MARKER] as number) + 1;
    const invocation = new Invocation(cells, at, texts[i] as string, attachments);
    const route = routes[cells[at + REQUEST.ROUTE] as number];
    if (route === undefined) {
      invocation.answerEmpty(404);
      continue;
    }
    if (registering === undefined) begin(route, invocation);
    else {
      nativeThen(
        registering,
        () => begin(route, invocation),
        () => invocation.answerEmpty(500),
      );
    }
  }
  setCurrent(undefined);
  endEntry();
}

function begin(route: Route, invocation: Invocation): void {
  const { entry } = route;
  if (entry !== undefined) run(entry, invocation);
  else route.start(invocation);
}

/** The route, or the middleware, that an invocation is for. */
export function routeOf(invocation: Invocation): RouteInfo | undefined {
  return routes[invocation.route]?.info;
}

/** The client of a request is gone. */
export function enterAbort(slot: number, generation: number, now: number): void {
  updateTime(now);
  try {
    liveInvocation(slot, generation)?.abort();
  } catch (error) {
    uncaughtException(error);
  }
  setCurrent(undefined);
  endEntry();
}

/** How many answers wait to be collected. */
export function waiting(): number {
  return cells[CELL.ANSWERS] as number;
}
