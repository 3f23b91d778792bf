// What stands between a text that people write and the serialised form of an http URL, by rules that
// are simple to see: an upper-case host, the default port, dots in the path, characters to encode,
// and a reference that is put behind its base.
//
// Whatever this makes is parsed again, and what that does not recognise is left to the state
// machine: so nothing here decides whether a URL is valid, and every doubt is a null.

import { FRAGMENT, PATH, percentEncode, SPECIAL_QUERY } from "waypost-internal:web/url/percent_encode";
import { parseNormalHttp } from "waypost-internal:web/url/parser";

/** What the specification removes or reads as a slash. */
const SPECIAL_CHARACTERS = /^[\0-\x20]|[\t\n\r\\]|[\0-\x20]$/;
const SCHEME = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;
const HTTP = /^https?:\/\/(?![/\\])/i;
const END_OF_AUTHORITY = /[/?#]/;
const ENCODED_DOT = /%2e/i;

/** A text that means the same URL and may be its serialised form; null when that takes more. */
export function tidy(input: string, base: string | undefined): string | null {
  if (SPECIAL_CHARACTERS.test(input) || !input.isWellFormed()) return null;
  const isHttp = HTTP.test(input);
  if (isHttp ? base !== undefined : base === undefined || SCHEME.test(input)) return null;
  const text = isHttp ? input : putBehind(base as string, input);
  return text === null ? null : tidyHttp(text);
}

/** A reference without a scheme, put behind an http base in its serialised form. */
function putBehind(base: string, input: string): string | null {
  const record = parseNormalHttp(base);
  if (record === null) return null;
  switch (input[0]) {
    case undefined:
      return base.slice(0, record.hash);
    case "?":
      return base.slice(0, record.query) + input;
    case "#":
      return base.slice(0, record.hash) + input;
    case "/": {
      if (input[1] !== "/") return base.slice(0, record.path) + input;
      const text = base.slice(0, base.indexOf(":") + 1) + input;
      return HTTP.test(text) ? text : null;
    }
    default:
      return base.slice(0, base.lastIndexOf("/", record.query - 1) + 1) + input;
  }
}

function tidyHttp(text: string): string | null {
  const start = text.indexOf(":") + 3;
  const scheme = text.slice(0, start).toLowerCase();
  const length = text.slice(start).search(END_OF_AUTHORITY);
  const path = length < 0 ? text.length : start + length;
  const fragmentStart = text.indexOf("#", path);
  const hash = fragmentStart < 0 ? text.length : fragmentStart;
  const queryStart = text.indexOf("?", path);
  const query = queryStart < 0 || queryStart > hash ? hash : queryStart;
  const segments = withoutDots(text.slice(path, query) || "/");
  if (segments === null) return null;
  const authority = tidyAuthority(text.slice(start, path), scheme === "https://");
  // The query and the fragment begin with a character that their sets leave alone.
  const search = text.slice(query, hash);
  const fragment = text.slice(hash + 1);
  const head = scheme + authority + percentEncode(segments, PATH) + percentEncode(search, SPECIAL_QUERY);
  return hash === text.length ? head : `${head}#${percentEncode(fragment, FRAGMENT)}`;
}

function tidyAuthority(authority: string, isSecure: boolean): string {
  const user = authority.lastIndexOf("@") + 1;
  let host = authority.slice(user).toLowerCase();
  const colon = host.indexOf(":");
  if (colon >= 0 && host.slice(colon + 1) === (isSecure ? "443" : "80")) host = host.slice(0, colon);
  return authority.slice(0, user) + host;
}

/** The path after "." and ".." have had their effect; null when dots are written in another way. */
function withoutDots(path: string): string | null {
  if (!path.includes("/.")) return ENCODED_DOT.test(path) ? null : path;
  if (ENCODED_DOT.test(path)) return null;
  const segments = path.split("/");
  const kept: string[] = [""];
  for (let i = 1; i < segments.length; i++) {
    const segment = segments[i] as string;
    const isDots = segment === "." || segment === "..";
    if (segment === ".." && kept.length > 1) kept.pop();
    if (!isDots) kept.push(segment);
    else if (i === segments.length - 1) kept.push("");
  }
  return kept.join("/");
}
