// NextResponse: https://nextjs.org/docs/app/api-reference/functions/next-response

import { ResponseCookies, stringifyCookie } from "waypost-internal:next/cookies/cookies";
import { absoluteUrl } from "waypost-internal:next/server/next_request";
import { type NextURL } from "waypost-internal:next/server/next_url";
import type { BodyInit } from "waypost-internal:web/fetch/body";
import { Headers } from "waypost-internal:web/fetch/headers";
import { RESPONSE_FROM_STATE, Response, type ResponseInit, jsonState } from "waypost-internal:web/fetch/response";
import type { URL } from "waypost-internal:web/url/url";

export interface MiddlewareResponseInit extends ResponseInit {
  request?: { headers?: Headers };
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Writes what middleware says about the request's headers into headers of the response. */
function overrideRequestHeaders(init: MiddlewareResponseInit | undefined, headers: Headers): void {
  const wanted = init?.request?.headers;
  if (wanted === undefined) return;
  if (!(wanted instanceof Headers)) throw new Error("request.headers must be an instance of Headers");
  const names: string[] = [];
  for (const [name, value] of wanted) {
    headers.set(`x-middleware-request-${name}`, value);
    names.push(name);
  }
  headers.set("x-middleware-override-headers", names.join(","));
}

/** Cookies of a response, told to the handler behind middleware too: its `cookies()` reads them already. */
class AnnouncedCookies extends ResponseCookies {
  readonly #headers: Headers;

  constructor(headers: Headers) {
    super(headers);
    this.#headers = headers;
  }

  override set(...args: Parameters<ResponseCookies["set"]>): this {
    super.set(...args);
    return this.#announce();
  }

  override delete(...args: Parameters<ResponseCookies["delete"]>): this {
    super.delete(...args);
    return this.#announce();
  }

  #announce(): this {
    this.#headers.set("x-middleware-set-cookie", this.getAll().map(stringifyCookie).join(","));
    return this;
  }
}

export class NextResponse extends Response {
  #cookies: ResponseCookies | undefined = undefined;

  constructor(body?: BodyInit | null, init?: ResponseInit) {
    super(body, init);
  }

  get cookies(): ResponseCookies {
    return (this.#cookies ??= new AnnouncedCookies(this.headers));
  }

  static override json(data: unknown, init?: ResponseInit): NextResponse {
    if (arguments.length < 1) throw new TypeError("Response.json: 1 argument required, but only 0 present.");
    return new NextResponse(RESPONSE_FROM_STATE as unknown as null, jsonState(data, init) as unknown as ResponseInit);
  }

  static redirect(url: string | URL | NextURL, init?: number | ResponseInit): NextResponse {
    const status = typeof init === "number" ? init : (init?.status ?? 307);
    if (!REDIRECTS.has(status)) {
      throw new RangeError('Failed to execute "redirect" on "response": Invalid status code');
    }
    const options: ResponseInit = typeof init === "object" ? init : {};
    const headers = new Headers(options.headers);
    headers.set("Location", absoluteUrl(url));
    return new NextResponse(null, { ...options, headers, status });
  }

  static rewrite(destination: string | URL | NextURL, init?: MiddlewareResponseInit): NextResponse {
    const headers = new Headers(init?.headers);
    headers.set("x-middleware-rewrite", absoluteUrl(destination));
    overrideRequestHeaders(init, headers);
    return new NextResponse(null, { ...init, headers });
  }

  static next(init?: MiddlewareResponseInit): NextResponse {
    const headers = new Headers(init?.headers);
    headers.set("x-middleware-next", "1");
    overrideRequestHeaders(init, headers);
    return new NextResponse(null, { ...init, headers });
  }
}
