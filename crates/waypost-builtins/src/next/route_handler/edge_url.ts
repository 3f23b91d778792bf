// The address that handlers of the edge runtime see: their params stand in its query.

import type { Invocation, Params } from "waypost-internal:internal/turn/invocation";
import { URL } from "waypost-internal:web/url/url";

/** A key of the query that is a param too has the param's value. */
export function addParamsToUrl(invocation: Invocation, params: Params): void {
  const url = new URL(invocation.url);
  for (const name of Object.keys(params)) {
    const value = params[name] as string | string[];
    url.searchParams.delete(name);
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, one);
  }
  invocation.replaceUrl(url.href);
}
