// `res` of an API route: Node's response with Next.js's helpers. The helpers work unbound, so
// each read of one makes a function that knows its response; nothing is made before.

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { ApiRequest } from "waypost-internal:next/api_handler/api_request";
import type { ApiRoute } from "waypost-internal:next/api_handler/config";
import { clearPreviewData, setDraftMode, setPreviewData } from "waypost-internal:next/api_handler/preview_mode";
import { type RevalidateOptions, revalidate } from "waypost-internal:next/api_handler/revalidate";
import { ownHelpers } from "waypost-internal:next/api_handler/own_helpers";
import { redirect, sendJson, sendValue } from "waypost-internal:next/api_handler/send";
import type { HeaderValue } from "waypost-internal:node/http/header_list";
import { own } from "waypost-internal:node/http/incoming_message";
import { ServerResponse } from "waypost-internal:node/http/server_response";
import { defineAccessors, defineMethods } from "waypost-internal:node/stream/legacy";
import { console } from "waypost-internal:node/console/console";
import { utf8Length } from "waypost-internal:web/encoding/utf8";

export type ApiResponse = ServerResponse & {
  _invocation: Invocation;
  _request: ApiRequest;
  req: ApiRequest;
  _route: ApiRoute;
  /** A helper was replaced: the others must go through the replacement. */
  _patched: boolean;
  /** UTF-8 length of what was written. */
  _bytes: number;
  send(value: unknown): void;
  json(value: unknown): void;
};

const HEAD = 1;
const SET_COOKIE = "set-cookie";

export const ApiResponse: new (invocation: Invocation, request: ApiRequest, route: ApiRoute) => ApiResponse = function ApiResponse(
  this: ApiResponse,
  invocation: Invocation,
  request: ApiRequest,
  route: ApiRoute,
): void {
  this._invocation = invocation;
  this._request = request;
  this._route = route;
  this.statusCode = invocation.initialStatus;
  this.statusMessage = undefined;
  this.finished = false;
  this._list = null;
  this._head = undefined;
  this._patched = false;
  this._jsonText = undefined;
  this._jsonTag = undefined;
  if (invocation.methodCode === HEAD) this._hasBody = false;
} as unknown as new (invocation: Invocation, request: ApiRequest, route: ApiRoute) => ApiResponse;

const parent = ServerResponse.prototype as ServerResponse;
// No constructor of its own: to users this is a ServerResponse.
const prototype = Object.create(parent as object) as ApiResponse;
ApiResponse.prototype = prototype;
(prototype as unknown as { _bytes: number })._bytes = 0;

defineAccessors(prototype, {
  req: {
    enumerable: true,
    get(this: ApiResponse): ApiRequest {
      return this._request;
    },
    /** Express links the objects just before it changes their prototypes. */
    set(this: ApiResponse, value: unknown): void {
      if (value === this._request) ownHelpers(this._request, this, prototype);
      own(this, "req", value);
    },
  },
});

// ---- helpers ----

type Helper = (this: void, ...args: never[]) => unknown;

/** Getters that make a helper for this response; what is assigned instead is kept. */
const helpers: { [name: string]: (this: ApiResponse) => Helper } = {
  status(this: ApiResponse): Helper {
    return (code: number): ApiResponse => {
      this.statusCode = code;
      return this;
    };
  },
  json(this: ApiResponse): Helper {
    return (value: unknown): void => sendJson(this, value);
  },
  send(this: ApiResponse): Helper {
    return (value: unknown): void => sendValue(this, value);
  },
  redirect(this: ApiResponse): Helper {
    return (statusOrUrl: unknown, url?: unknown): ApiResponse => redirect(this, statusOrUrl, url) as ApiResponse;
  },
  setDraftMode(this: ApiResponse): Helper {
    return (options?: { enable?: boolean }): ApiResponse => setDraftMode(this, options);
  },
  setPreviewData(this: ApiResponse): Helper {
    return (data: unknown, options?: { maxAge?: number; path?: string }): ApiResponse => setPreviewData(this, data, options);
  },
  clearPreviewData(this: ApiResponse): Helper {
    return (options?: { path?: string }): ApiResponse => clearPreviewData(this, options);
  },
  revalidate(this: ApiResponse): Helper {
    return (path: unknown, options?: RevalidateOptions): Promise<void> => revalidate(this.req, path, options);
  },
};
for (const name of Object.keys(helpers)) {
  defineAccessors(prototype, {
    [name]: {
      enumerable: true,
      get: helpers[name] as () => Helper,
      set(this: ApiResponse, value: unknown): void {
        this._patched = true;
        own(this, name, value);
      },
    },
  });
}

function cookieLines(value: HeaderValue): HeaderValue {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? [...new Set(value)] : value;
}

// ---- the size of the answer ----

/** Counts what goes out. */
export function countBytes(answer: ApiResponse, chunk: unknown): void {
  if (answer._route.responseLimit === null) return;
  if (typeof chunk === "string") answer._bytes += utf8Length(chunk);
  else if (chunk instanceof Uint8Array) answer._bytes += chunk.byteLength;
}

/** Warns of an answer that is too large for an API route. It is sent all the same. */
export function warnOfSize(answer: ApiResponse): void {
  const limit = answer._route.responseLimit;
  if (limit === null || answer._bytes < limit.limit) return;
  console.warn(
    `API response for ${answer.req.url} exceeds ${limit.limitText}. API Routes are meant to respond quickly. https://nextjs.org/docs/messages/api-routes-response-size-limit`,
  );
}

const parentSetHeader = parent.setHeader as (this: ApiResponse, name: string, value: HeaderValue) => ApiResponse;
const parentWrite = parent.write as (this: ApiResponse, chunk: unknown, encoding?: unknown, callback?: unknown) => boolean;
const parentEnd = parent.end as (this: ApiResponse, chunk?: unknown, encoding?: unknown, callback?: unknown) => ApiResponse;

defineMethods(prototype, {
  /** Too late is no error here, other than in Node.js. Cookies become a list without repetitions. */
  setHeader(this: ApiResponse, name: string, value: HeaderValue): ApiResponse {
    if (this._head !== undefined) return this;
    const isCookie = typeof name === "string" && name.length === SET_COOKIE.length && name.toLowerCase() === SET_COOKIE;
    return parentSetHeader.call(this, name, isCookie ? cookieLines(value) : value);
  },

  write(this: ApiResponse, chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    countBytes(this, chunk);
    return parentWrite.call(this, chunk, encoding, callback);
  },

  /** A second answer is ignored, by what compresses answers in Next.js. */
  end(this: ApiResponse, chunk?: unknown, encoding?: unknown, callback?: unknown): ApiResponse {
    const isLate = this.finished;
    if (isLate && chunk && typeof chunk !== "function") return this;
    if (chunk) countBytes(this, chunk);
    parentEnd.call(this, chunk, encoding, callback);
    if (!isLate) warnOfSize(this);
    return this;
  },
});
