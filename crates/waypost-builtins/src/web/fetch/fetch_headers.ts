// The header lines of a fetch: what is said in the caller's stead, and what belongs to the connection.

import { fetchFailed, invalidArgument } from "waypost-internal:web/fetch/fetch_errors";
import type { RequestState } from "waypost-internal:web/fetch/request";
import type { URL } from "waypost-internal:web/url/url";

const CONDITIONAL_HEADERS: readonly string[] = [
  "if-modified-since",
  "if-none-match",
  "if-unmodified-since",
  "if-match",
  "if-range",
];

/**
 * What is said in a user's stead, in the order in which Node.js says it.
 * https://fetch.spec.whatwg.org/#concept-fetch, step 13
 * https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch, step 8
 */
export function addDefaultHeaders(list: string[], state: RequestState): void {
  const add = (name: string, value: string): void => {
    if (!hasHeader(list, name)) list.push(name, value);
  };
  add("accept", "*/*");
  add("accept-language", "*");
  add("sec-fetch-mode", state.mode);
  add("user-agent", "node");
  const conditional = CONDITIONAL_HEADERS.some((name) => hasHeader(list, name));
  const cache = state.cache === "default" && conditional ? "no-store" : state.cache;
  if (cache === "no-cache") {
    add("cache-control", "max-age=0");
  } else if (cache === "no-store" || cache === "reload") {
    add("pragma", "no-cache");
    add("cache-control", "no-cache");
  }
  if (hasHeader(list, "range")) add("accept-encoding", "identity");
  add("accept-encoding", state.url.startsWith("https:") ? "br, gzip, deflate" : "gzip, deflate");
}

function hasHeader(list: string[], name: string): boolean {
  for (let index = 0; index < list.length; index += 2) if (list[index] === name) return true;
  return false;
}

/**
 * The list as the native side takes it, with what belongs to the connection sorted out. Node.js begins with the host,
 * whatever the caller says of it, and the connection; over TLS it may become HTTP/2, which names neither.
 */
export function packHeaders(url: URL, list: string[], method: string, bytes: Uint8Array | undefined, streams: boolean): string {
  let connection = "keep-alive";
  let packed = "";
  for (let index = 0; index < list.length; index += 2) {
    const name = list[index] as string;
    const value = list[index + 1] as string;
    switch (name) {
      case "host":
        continue;
      case "connection":
        connection = value.toLowerCase();
        checkConnection(connection);
        continue;
      case "transfer-encoding":
      case "keep-alive":
      case "upgrade":
        throw fetchFailed(invalidArgument(`invalid ${name} header`));
      case "expect":
        throw fetchFailed(invalidArgument("expect header not supported"));
      case "content-length":
        // The length is what the body has; a stream's is what its maker says.
        if (!streams) continue;
        break;
    }
    packed += `${name}\n${value}\n`;
  }
  if (bytes !== undefined) packed += `content-length\n${bytes.byteLength}\n`;
  else if (!streams && (method === "POST" || method === "PUT")) packed += "content-length\n0\n";
  if (url.protocol === "http:") return `host\n${url.host}\nconnection\n${connection}\n${packed}`;
  return connection === "close" ? `connection\nclose\n${packed}` : packed;
}

function checkConnection(wanted: string): void {
  if (wanted !== "close" && wanted !== "keep-alive") {
    throw fetchFailed(invalidArgument("invalid connection header"));
  }
}
