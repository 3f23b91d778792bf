// Makes the answers of static route handlers at build: asks `generateStaticParams`, runs `GET` once
// for each path, and says which routes turned out to need the request.
//
// https://nextjs.org/docs/app/api-reference/functions/generate-static-params. What user code throws
// becomes part of the result: it never rejects.

import { stackHeader, v8Stack } from "waypost-internal:internal/errors/stack";
import { Invocation, type Params } from "waypost-internal:internal/turn/invocation";
import { REQUEST, REQUEST_BODY, REQUEST_CELLS } from "waypost-internal:internal/turn/layout";
import { type RouteInfo, loadRoute } from "waypost-internal:internal/turn/turn";
import { beginMaking } from "waypost-internal:next/cache/data_cache";
import { exportsOf, makeParams, makeStatic, staticHandler } from "waypost-internal:next/route_handler/route_handler";
import { isDynamicUsage } from "waypost-internal:next/route_handler/static_run";

/** An answer as the build keeps it. */
interface Made {
  /** As a request would name it. */
  path: string;
  created: number;
  status: number;
  head: string;
  /** A character for each byte. */
  body: string;
  revalidate: number | null;
  tags: string[];
}

interface Prerendered {
  route: number;
  answers: Made[];
}

interface Failure {
  failed: { route: number; path: string; message: string; frames: string[] };
}

/** Params that `generateStaticParams` may give for one route. */
const MAX_PATHS = 100_000;

/** Runs the routes with these indices; gives `Prerendered[]`, of those that are static, or `Failure` as JSON. */
export async function prerender(routes: number[]): Promise<string> {
  const done: Prerendered[] = [];
  const progress = { route: 0, path: "" };
  try {
    for (const route of routes) {
      progress.route = route;
      progress.path = "";
      const made = await prerenderRoute(route, progress);
      if (made !== undefined) done.push(made);
    }
    return JSON.stringify(done);
  } catch (error) {
    return JSON.stringify(failure(error, progress));
  }
}

async function prerenderRoute(route: number, progress: { path: string }): Promise<Prerendered | undefined> {
  const { info, namespace } = await loadRoute(route);
  progress.path = info.page;
  const handler = staticHandler(namespace);
  if (handler === undefined) return undefined;
  const hasParams = info.page.includes("[");
  const all = hasParams ? await paramsOf(info, exportsOf(namespace)) : [undefined];
  const answers: Made[] = [];
  const seen = new Set<string>();
  for (const params of all) {
    const path = pathOf(info, params);
    if (seen.has(path)) continue;
    seen.add(path);
    progress.path = path;
    const created = beginMaking();
    const invocation = inventedRequest(route, path);
    try {
      const answer = await makeStatic(handler, invocation, info, makeParams(params));
      // An error of the handler's own is for whoever asks, and so is what stands for no time.
      const isKept = answer.revalidate !== 0 && (answer.status < 400 || answer.status === 404);
      // One path that needs the request makes the route dynamic.
      if (!isKept) return undefined;
      await runAfterTasks(invocation);
      answers.push({
        path,
        created,
        status: answer.status,
        head: answer.head,
        body: characters(answer.body),
        revalidate: answer.revalidate === false ? null : answer.revalidate,
        tags: answer.tags,
      });
    } catch (error) {
      if (isDynamicUsage(error)) return undefined;
      throw error;
    } finally {
      // What a handler leaves that turns out not to be static is for the requests to come.
      invocation.takeAfter();
      invocation.done = true;
      invocation.release();
    }
  }
  return { route, answers };
}

/** What `after()` left ends before the build does, and what it throws ends the build. */
async function runAfterTasks(invocation: Invocation): Promise<void> {
  for (;;) {
    const tasks = invocation.takeAfter();
    if (tasks === undefined) break;
    await Promise.all(tasks.map((task) => task()));
  }
  const failed = invocation.staticRun?.failedAfter;
  if (failed !== undefined) throw failed.error;
}

/** A request of nobody, as the one that a packed turn holds. */
function inventedRequest(route: number, path: string): Invocation {
  const cells = new Int32Array(REQUEST_CELLS);
  const head = "\n127.0.0.1\n0\n";
  cells[REQUEST.GENERATION] = -1;
  cells[REQUEST.ROUTE] = route;
  cells[REQUEST.URL] = 0;
  cells[REQUEST.PARAMS] = path.length;
  cells[REQUEST.HEADERS] = path.length;
  cells[REQUEST.BODY_TEXT] = path.length + head.length;
  cells[REQUEST.END] = path.length + head.length;
  cells[REQUEST.BODY] = REQUEST_BODY.NONE;
  cells[REQUEST.BODY_LENGTH] = -1;
  return new Invocation(cells, 0, path + head, []);
}

async function paramsOf(info: RouteInfo, source: Record<string, unknown>): Promise<Params[]> {
  const generate = source.generateStaticParams;
  if (typeof generate !== "function") return [];
  const list: unknown = await Reflect.apply(generate, undefined, [{ params: {} }]);
  if (!Array.isArray(list)) throw new TypeError(`generateStaticParams of ${info.page} is to return an array`);
  if (list.length > MAX_PATHS) throw new RangeError(`generateStaticParams of ${info.page} gives more than ${MAX_PATHS} paths`);
  return list.map((given: unknown) => {
    const values = (given ?? {}) as Params;
    const params: Params = {};
    for (const { name, kind } of segmentsOf(info.page)) {
      if (name === undefined) continue;
      const value = values[name] as unknown;
      const isMissing = value === undefined || value === null || value === false;
      if (kind === "optional" && isMissing) continue;
      const isRight = kind === "one" ? typeof value === "string" : Array.isArray(value) && value.every((part) => typeof part === "string");
      if (!isRight) {
        throw new Error(
          `A required parameter (${name}) was not provided as ${kind === "one" ? "a string" : "an array"} received ${typeof value} in generateStaticParams for ${info.page}`,
        );
      }
      if (kind === "optional" && (value as string[]).length === 0) continue;
      params[name] = value as string | string[];
    }
    return params;
  });
}

interface PathSegment {
  text: string;
  name?: string;
  kind?: "one" | "many" | "optional";
}

function segmentsOf(page: string): PathSegment[] {
  const parts = page.split("/").filter((part) => part !== "");
  return parts.map((text) => {
    const found = /^(\[\[?)(\.\.\.)?([^[\].]+)\]\]?$/.exec(text);
    if (found === null) return { text };
    const kind = found[2] === undefined ? "one" : found[1] === "[[" ? "optional" : "many";
    return { text, name: found[3] as string, kind };
  });
}

function pathOf(info: RouteInfo, params: Params | undefined): string {
  let path = "";
  for (const { text, name } of segmentsOf(info.page)) {
    const value = name === undefined ? undefined : params?.[name];
    if (name === undefined) path += `/${text}`;
    else if (value !== undefined) for (const part of [value].flat()) path += `/${encodeURIComponent(part)}`;
  }
  return path === "" ? "/" : path;
}

function characters(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
}

function failure(error: unknown, progress: { route: number; path: string }): Failure {
  if (!(error instanceof Error)) return { failed: { ...progress, message: String(error), frames: [] } };
  const stack = v8Stack(error);
  const message = stackHeader(error);
  const frames = (stack.startsWith(message) ? stack.slice(message.length) : stack).split("\n");
  return { failed: { ...progress, message, frames: frames.filter((line) => line.startsWith("    at ")) } };
}
