// The setters of URL, which run the parser from a state of their own.
// https://url.spec.whatwg.org/#api

import {
  cannotHaveCredentials,
  FRAGMENT_STATE,
  HOST,
  HOSTNAME,
  parseInto,
  parseParts,
  PATH_START,
  PORT,
  QUERY_STATE,
  SCHEME_START,
  type UrlParts,
} from "waypost-internal:web/url/basic_parser";
import { recordFromParts, type UrlRecord } from "waypost-internal:web/url/parser";
import { percentEncode, USERINFO } from "waypost-internal:web/url/percent_encode";

/** What a setter does to the parts of a URL. */
export type Setter = (url: UrlParts, value: string) => void;

/** The record after a setter. */
export function setComponent(record: UrlRecord, setter: Setter, value: string): UrlRecord {
  const parts = parseParts(record.href, null)!;
  setter(parts, value);
  return recordFromParts(parts);
}

export function setProtocol(url: UrlParts, value: string): void {
  parseInto(url, `${value}:`, SCHEME_START);
}

export function setUsername(url: UrlParts, value: string): void {
  if (!cannotHaveCredentials(url)) url.username = percentEncode(value, USERINFO);
}

export function setPassword(url: UrlParts, value: string): void {
  if (!cannotHaveCredentials(url)) url.password = percentEncode(value, USERINFO);
}

export function setHost(url: UrlParts, value: string): void {
  if (typeof url.path !== "string") parseInto(url, value, HOST);
}

export function setHostname(url: UrlParts, value: string): void {
  if (typeof url.path !== "string") parseInto(url, value, HOSTNAME);
}

export function setPort(url: UrlParts, value: string): void {
  if (cannotHaveCredentials(url)) return;
  if (value === "") url.port = null;
  else parseInto(url, value, PORT);
}

export function setPathname(url: UrlParts, value: string): void {
  if (typeof url.path === "string") return;
  url.path = [];
  parseInto(url, value, PATH_START);
}

export function setSearch(url: UrlParts, value: string): void {
  url.query = value === "" ? null : "";
  if (value !== "") parseInto(url, value.startsWith("?") ? value.slice(1) : value, QUERY_STATE);
}

export function setHash(url: UrlParts, value: string): void {
  url.fragment = value === "" ? null : "";
  if (value !== "") parseInto(url, value.startsWith("#") ? value.slice(1) : value, FRAGMENT_STATE);
}
