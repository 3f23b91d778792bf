// Evaluates a project's `next.config`: takes the configuration out of the module in each of its
// forms, calls the functions whose results are frozen into the app image, and gives plain data.
//
// https://nextjs.org/docs/app/api-reference/config/next-config-js. What user code throws becomes
// part of the result: an evaluation never rejects.

import { stackHeader, v8Stack } from "waypost-internal:internal/errors/stack";
import { standInForAddons, wasAddonRefused } from "waypost-internal:internal/modules/addons";
import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import type { Listener } from "waypost-internal:node/events/events";
import process from "waypost-internal:node/process/process";
import { loadChunk } from "waypost-internal:internal/turn/turn";
import { checkRules, type Problem, type Rule } from "waypost-internal:next/config_file/check_rules";
import { plain } from "waypost-internal:next/config_file/plain";

/** What the build learns of a configuration. */
export interface Evaluated {
  /** The keys as they are, functions by kind. */
  config: unknown;
  redirects: Rule[];
  rewrites: { before_files: Rule[]; after_files: Rule[]; fallback: Rule[] };
  headers: Rule[];
  /** What is wrong with rules. */
  problems: Problem[];
}

/** What user code threw, and whether it had asked for a native addon before. */
export interface Failure {
  failed: { message: string; frames: string[]; where: string };
  wasAddonRefused: boolean;
}

/** How a configuration is evaluated. */
export interface Terms {
  phase: string;
  /** Whether native addons load, and throw when they are used. */
  standInForAddons: boolean;
}

type Config = Record<string, unknown>;

/** Evaluates the module of a chunk and gives `Evaluated` or `Failure` as JSON. */
export async function evaluateConfig(chunk: number, terms: Terms, defaults: Config): Promise<string> {
  if (terms.standInForAddons) standInForAddons();
  const progress = { where: "the configuration" };
  try {
    const rejected = terms.phase === BUILD ? rejections() : [];
    const evaluated = await evaluate(await loadChunk(chunk), terms.phase, defaults, progress);
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (rejected.length > 0) {
      progress.where = "the configuration";
      throw rejected[0];
    }
    return JSON.stringify(evaluated);
  } catch (error) {
    return JSON.stringify(failure(error, progress.where));
  }
}

const BUILD = "phase-production-build";

/**
 * What the configuration does not wait for, and what fails: `import("./env.mjs")` of a file that checks the environment.
 * `next build` ends with it.
 */
function rejections(): unknown[] {
  const found: unknown[] = [];
  process.on("unhandledRejection", ((reason: unknown) => found.push(reason)) as Listener);
  return found;
}

async function evaluate(
  namespace: Record<string, unknown>,
  phase: string,
  defaults: Config,
  progress: { where: string },
): Promise<Evaluated> {
  const config = await configOf(namespace, phase, defaults);
  if (typeof config !== "object" || config === null) {
    const received = config === null ? "null" : typeof config;
    throw new TypeError(`the configuration is to be an object or a function that returns one, received ${received}`);
  }
  const call = async (name: string): Promise<unknown> => {
    const rules = (config as Config)[name];
    if (typeof rules !== "function") return undefined;
    progress.where = `${name}()`;
    return (await Reflect.apply(rules, config, [])) as unknown;
  };
  const headers = await call("headers");
  const rewrites = await call("rewrites");
  const redirects = await call("redirects");
  const problems: Problem[] = [];
  const has = (name: string): boolean => typeof (config as Config)[name] === "function";
  return {
    config: plain(Object.assign({}, config)),
    redirects: has("redirects") ? checkRules(redirects, "redirect", problems) : [],
    rewrites: checkRewrites(has("rewrites") ? rewrites : [], problems),
    headers: has("headers") ? checkRules(headers, "header", problems) : [],
    problems,
  };
}

/** The value of `export default`, of `module.exports`, or what the function there gives. */
export async function configOf(namespace: Record<string, unknown>, phase: string, defaultConfig: Config): Promise<unknown> {
  let config: unknown = namespace.default ?? namespace;
  // Compiled from a module to CommonJS, the default is one level further down.
  if (typeof config === "object" && config !== null && "__esModule" in config && "default" in config) {
    config = config.default;
  }
  if (typeof config === "function") config = Reflect.apply(config, undefined, [phase, { defaultConfig }]);
  return await config;
}

const GROUPS = ["beforeFiles", "afterFiles", "fallback"] as const;

function checkRewrites(rewrites: unknown, problems: Problem[]): Evaluated["rewrites"] {
  const isGrouped =
    typeof rewrites === "object" &&
    rewrites !== null &&
    !Array.isArray(rewrites) &&
    Object.keys(rewrites).every((key) => (GROUPS as readonly string[]).includes(key));
  const groups = (isGrouped ? rewrites : { afterFiles: rewrites }) as Config;
  const [before_files, after_files, fallback] = GROUPS.map((name) => {
    const list = isGrouped || name !== "afterFiles" ? groups[name] || [] : groups[name];
    return checkRules(list, "rewrite", problems);
  }) as [Rule[], Rule[], Rule[]];
  return { before_files, after_files, fallback };
}

function failure(error: unknown, where: string): Failure {
  if (!(error instanceof Error)) return { failed: { message: String(error), frames: [], where }, wasAddonRefused: wasAddonRefused() };
  const stack = v8Stack(error);
  const header = stackHeader(error);
  const frames = (stack.startsWith(header) ? stack.slice(header.length) : stack).split("\n");
  return { failed: { message: header, frames: frames.filter((line) => line.startsWith("    at ")), where }, wasAddonRefused: wasAddonRefused() };
}
