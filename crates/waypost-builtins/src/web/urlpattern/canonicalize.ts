// How the text of a component is written: as the URL parser writes it.
// https://urlpattern.spec.whatwg.org/#canon-encoding-callbacks
import {
  FRAGMENT_STATE,
  HOSTNAME,
  OPAQUE_PATH,
  parseInto,
  parseParts,
  PATH_START,
  PORT,
  QUERY_STATE,
  type UrlParts,
} from "waypost-internal:web/url/basic_parser";
import { percentEncode, USERINFO } from "waypost-internal:web/url/percent_encode";

function dummyUrl(): UrlParts {
  return {
    scheme: "https",
    username: "",
    password: "",
    host: "dummy.invalid",
    port: null,
    path: [],
    query: null,
    fragment: null,
  };
}

function invalid(component: string, value: string): TypeError {
  return new TypeError(`Invalid ${component} "${value}"`);
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-a-protocol */
export function canonicalizeProtocol(value: string): string {
  if (value === "") return value;
  const parsed = parseParts(`${value}://dummy.invalid/`, null);
  if (parsed === null) throw invalid("protocol", value);
  return parsed.scheme;
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-a-username, and the password's, which is the same */
export function canonicalizeUserInfo(value: string): string {
  return percentEncode(value, USERINFO);
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-a-hostname */
export function canonicalizeHostname(value: string): string {
  if (value === "") return value;
  const url = dummyUrl();
  if (!parseInto(url, value, HOSTNAME)) throw invalid("hostname", value);
  return url.host as string;
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-an-ipv6-hostname */
export function canonicalizeIpv6Hostname(value: string): string {
  if (!/^[0-9a-fA-F[\]:]*$/.test(value)) throw invalid("hostname", value);
  return value.toLowerCase();
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-a-port */
export function canonicalizePort(value: string, protocol?: string): string {
  if (value === "") return value;
  const url = dummyUrl();
  // Without a protocol no port is a default that could be left out.
  url.scheme = protocol ?? "dummy";
  if (!parseInto(url, value, PORT)) throw invalid("port", value);
  return url.port === null ? "" : String(url.port);
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-a-pathname */
export function canonicalizePathname(value: string): string {
  if (value === "") return value;
  const leadingSlash = value.startsWith("/");
  const url = dummyUrl();
  // The two characters keep the parser from shortening a relative path and adding a slash to it.
  parseInto(url, leadingSlash ? value : `/-${value}`, PATH_START);
  const path = `/${(url.path as string[]).join("/")}`;
  return leadingSlash ? path : path.slice(2);
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-an-opaque-pathname */
export function canonicalizeOpaquePathname(value: string): string {
  if (value === "") return value;
  const url = dummyUrl();
  url.path = "";
  parseInto(url, value, OPAQUE_PATH);
  return url.path;
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-a-search */
export function canonicalizeSearch(value: string): string {
  if (value === "") return value;
  const url = dummyUrl();
  url.query = "";
  parseInto(url, value, QUERY_STATE);
  return url.query;
}

/** https://urlpattern.spec.whatwg.org/#canonicalize-a-hash */
export function canonicalizeHash(value: string): string {
  if (value === "") return value;
  const url = dummyUrl();
  url.fragment = "";
  parseInto(url, value, FRAGMENT_STATE);
  return url.fragment;
}
