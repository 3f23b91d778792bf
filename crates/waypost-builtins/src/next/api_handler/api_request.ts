// `req` of an API route: Node's request with `query`, `cookies` and `body`, made when touched.

import { REQUEST_BODY } from "waypost-internal:internal/turn/layout";
import { type Invocation, withoutDotSegments } from "waypost-internal:internal/turn/invocation";
import type { ApiResponse } from "waypost-internal:next/api_handler/api_response";
import { emptyBody } from "waypost-internal:next/api_handler/body_parser";
import { parseCookieHeader } from "waypost-internal:next/api_handler/cookie_header";
import { previewDataOf } from "waypost-internal:next/api_handler/preview_mode";
import { paramNames, type Query, queryOf, rewrittenUrl } from "waypost-internal:next/api_handler/query";
import { nextMajor } from "waypost-internal:next/version/version";
import { IncomingMessage, own } from "waypost-internal:node/http/incoming_message";
import { defineAccessors } from "waypost-internal:node/stream/legacy";

export type ApiRequest = IncomingMessage & {
  _invocation: Invocation;
  _body: unknown;
  _query: Query | undefined;
  _cookies: Record<string, string> | undefined;
  preview: true | undefined;
  previewData: unknown;
};

/** The body of a request without one is made when it is read. */
const UNREAD: symbol = Symbol("unread");

export const ApiRequest: new (invocation: Invocation) => ApiRequest = function ApiRequest(this: ApiRequest, invocation: Invocation): void {
  this._invocation = invocation;
  this._answer = undefined;
  this._url = undefined;
  this._body = undefined;
  this._query = undefined;
  this._cookies = undefined;
  this._taken = false;
  if (invocation.isHttp10) Object.assign(this, { httpVersionMinor: 0, httpVersion: "1.0" });
} as unknown as new (invocation: Invocation) => ApiRequest;

// No constructor of its own: to users this is an IncomingMessage.
ApiRequest.prototype = Object.create(IncomingMessage.prototype as object) as ApiRequest;

/** The framework has taken the body of a request without one. */
export function takeEmptyBody(request: ApiRequest): void {
  request._taken = true;
  request._body = UNREAD;
}

/** Whether the request came without a body. */
export function isBodiless(invocation: Invocation): boolean {
  return invocation.bodyKind === REQUEST_BODY.NONE;
}

defineAccessors(ApiRequest.prototype, {
  query: {
    enumerable: true,
    get(this: ApiRequest): Query {
      const invocation = this._invocation;
      return (this._query ??= queryOf(invocation.target, invocation.params, invocation.rewrittenQuery));
    },
    set(this: ApiRequest, value: Query) {
      this._query = value;
    },
  },
  cookies: {
    enumerable: true,
    get(this: ApiRequest): Record<string, string> {
      return (this._cookies ??= parseCookieHeader(this.headers.cookie as string | undefined));
    },
    set(this: ApiRequest, value: Record<string, string>) {
      this._cookies = value;
    },
  },
  body: {
    enumerable: true,
    get(this: ApiRequest): unknown {
      if (this._body === UNREAD) this._body = emptyBody(this._invocation);
      return this._body;
    },
    set(this: ApiRequest, value: unknown) {
      this._body = value;
    },
  },
  url: {
    enumerable: true,
    get(this: ApiRequest): string {
      if (this._url !== undefined) return this._url;
      const sent = this._invocation.target;
      if (nextMajor() === 14) return (this._url = sent);
      const target = withoutDotSegments(sent);
      return (this._url = !target.includes("?") ? target : rewrittenUrl(target, paramNames((this._answer as ApiResponse)._route.page)));
    },
    set(this: ApiRequest, value: string) {
      this._url = value;
    },
  },
});

/** What is read once stays: middleware of the user's may have changed the headers since. */
function definePreview(name: string, read: (request: ApiRequest) => unknown): void {
  defineAccessors(ApiRequest.prototype, {
    [name]: {
      enumerable: true,
      get(this: ApiRequest): unknown {
        const value = read(this);
        own(this, name, value);
        return value;
      },
      set(this: ApiRequest, value: unknown): void {
        own(this, name, value);
      },
    },
  });
}

definePreview("preview", (request) => (request.previewData === false ? undefined : true));
definePreview("previewData", (request) => request._invocation.hasPreviewCookie && previewDataOf(request));
definePreview("draftMode", (request) => request.preview);
