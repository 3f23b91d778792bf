// NextRequest: https://nextjs.org/docs/app/api-reference/functions/next-request

import { RequestCookies } from "waypost-internal:next/cookies/cookies";
import { type NextConfigPart, NextURL, type NextURLOptions } from "waypost-internal:next/server/next_url";
import { followVersion, nextMajor } from "waypost-internal:next/version/version";
import { REQUEST_FROM_STATE, Request, type RequestInit } from "waypost-internal:web/fetch/request";
import { URL } from "waypost-internal:web/url/url";

/** What Vercel knows of a client, as a request is told it on Next.js 14. */
interface HostFacts {
  geo?: object;
  ip?: string;
}

export interface NextRequestInit extends RequestInit, HostFacts {
  nextConfig?: NextConfigPart;
}

const hostFacts: WeakMap<NextRequest, HostFacts> = new WeakMap();
const HOST_FACTS: PropertyDescriptorMap = {
  geo: {
    get(this: NextRequest): object {
      return hostFacts.get(this)?.geo || {};
    },
    enumerable: false,
    configurable: true,
  },
  ip: {
    get(this: NextRequest): string | undefined {
      return hostFacts.get(this)?.ip;
    },
    enumerable: false,
    configurable: true,
  },
};

/** The address of a request, or the error that Next.js throws for one that is not absolute. */
export function absoluteUrl(url: string | URL | NextURL): string {
  const text = String(url);
  try {
    return String(new URL(text));
  } catch (error) {
    throw new Error(
      `URL is malformed "${text}". Please use only absolute URLs - https://nextjs.org/docs/messages/middleware-relative-urls`,
      { cause: error },
    );
  }
}

export class NextRequest extends Request {
  #nextUrl: NextURL | undefined = undefined;
  #cookies: RequestCookies | undefined = undefined;
  #config: NextConfigPart | undefined = undefined;

  constructor(input: Request | string | URL, init?: NextRequestInit, config?: NextConfigPart) {
    if ((input as unknown) === REQUEST_FROM_STATE) {
      super(input, init);
      if (config !== undefined) this.#config = config;
      return;
    }
    const options: NextRequestInit = init ?? {};
    const url = absoluteUrl(typeof input !== "string" && "url" in input ? (input as Request).url : String(input));
    if (options.body && options.duplex !== "half") options.duplex = "half";
    if (input instanceof Request) super(input, options);
    else super(new NextURL(url, { nextConfig: options.nextConfig }).href, options);
    if (nextMajor() === 14 && (options.geo || options.ip)) hostFacts.set(this, options);
    this.#config = options.nextConfig;
  }

  get cookies(): RequestCookies {
    return (this.#cookies ??= new RequestCookies(this.headers));
  }

  get nextUrl(): NextURL {
    return (this.#nextUrl ??= new NextURL(super.url, this.#urlOptions()));
  }

  #urlOptions(): NextURLOptions | undefined {
    const nextConfig = this.#config;
    if (nextConfig === undefined) return undefined;
    if (!nextConfig.i18n?.domains) return { nextConfig };
    return { nextConfig, headers: { host: this.headers.get("host") ?? undefined } };
  }

  get page(): never {
    throw new Error(
      "The request.page has been deprecated in favour of `URLPattern`.\n  Read more: https://nextjs.org/docs/messages/middleware-request-page\n  ",
    );
  }

  get ua(): never {
    throw new Error(
      "The request.ua has been removed in favour of `userAgent` function.\n  Read more: https://nextjs.org/docs/messages/middleware-parse-user-agent\n  ",
    );
  }
}

// Requests have the members of the project's Next.js only: libraries ask whether there is `geo`.
followVersion((major) => {
  for (const name of Object.keys(HOST_FACTS)) {
    if (major === 14) Object.defineProperty(NextRequest.prototype, name, HOST_FACTS[name]!);
    else Reflect.deleteProperty(NextRequest.prototype, name);
  }
});
