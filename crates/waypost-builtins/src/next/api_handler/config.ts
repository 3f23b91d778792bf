// The settings of an API route: `config.api`, from the image when it is constant, else from the
// evaluated module.

import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { isDevelopment } from "waypost-internal:next/version/version";

/** A size in bytes and as it was written, because messages quote it. */
export interface SizeLimit {
  limit: number;
  limitText: string;
}

/** A route as its requests need it. */
export interface ApiRoute {
  page: string;
  source: string;
  dev: boolean;
  /** null: the body is left to the handler. */
  bodyParser: SizeLimit | null;
  /** null: answers of any size are fine. */
  responseLimit: SizeLimit | null;
  externalResolver: boolean;
}

const DEFAULT_BODY: SizeLimit = { limit: 1024 * 1024, limitText: "1mb" };
const DEFAULT_RESPONSE: SizeLimit = { limit: 4 * 1024 * 1024, limitText: "4MB" };
const UNITS: { [unit: string]: number } = { b: 1, kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30, tb: 2 ** 40, pb: 2 ** 50 };

/** `"500kb"`, `"1.5mb"` or a number of bytes; undefined when it is neither. */
function sizeOf(value: unknown): SizeLimit | undefined {
  if (typeof value === "number" && !Number.isNaN(value)) return { limit: value, limitText: String(value) };
  if (typeof value !== "string") return undefined;
  const match = /^([-+]?\d+(?:\.\d+)?) *(b|kb|mb|gb|tb|pb)?$/i.exec(value);
  if (match === null) return undefined;
  const unit = UNITS[(match[2] ?? "b").toLowerCase()] as number;
  return { limit: Math.floor(Number(match[1]) * unit), limitText: value };
}

interface ApiConfig {
  bodyParser?: boolean | { sizeLimit?: unknown };
  responseLimit?: unknown;
  externalResolver?: unknown;
}

function bodyParserOf({ bodyParser }: ApiConfig): SizeLimit | null {
  if (bodyParser === false) return null;
  if (typeof bodyParser !== "object" || bodyParser === null) return DEFAULT_BODY;
  return sizeOf(bodyParser.sizeLimit) ?? DEFAULT_BODY;
}

function responseLimitOf({ responseLimit }: ApiConfig): SizeLimit | null {
  if (responseLimit === false) return null;
  return sizeOf(responseLimit) ?? DEFAULT_RESPONSE;
}

/** The settings of a route; `config` is what its module exports under that name. */
export function routeOf(info: RouteInfo, config: unknown): ApiRoute {
  const route: ApiRoute = {
    page: info.page,
    source: info.source,
    dev: isDevelopment(),
    bodyParser: DEFAULT_BODY,
    responseLimit: DEFAULT_RESPONSE,
    externalResolver: info.externalResolver === true,
  };
  if (info.computedConfig) {
    const api = ((config as { api?: ApiConfig } | null | undefined)?.api ?? {}) as ApiConfig;
    route.bodyParser = bodyParserOf(api);
    route.responseLimit = responseLimitOf(api);
    route.externalResolver = Boolean(api.externalResolver);
    return route;
  }
  if (info.bodyParser !== undefined) route.bodyParser = info.bodyParser.enabled ? info.bodyParser : null;
  if (info.responseLimit !== undefined) route.responseLimit = info.responseLimit;
  return route;
}
