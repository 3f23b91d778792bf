// Query strings as `req.query`, `req.url` and form bodies have them: flat, repeated keys become
// arrays, bad escapes are kept as well as they can be.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { URLSearchParams } from "waypost-internal:web/url/search_params";

export type Query = { [name: string]: string | string[] | undefined };

/** Percent-decodes what can be decoded; the rest stays, bytes that are no UTF-8 become U+FFFD. */
export function decodeComponent(text: string): string {
  const spaced = text.includes("+") ? text.replaceAll("+", " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return decodeBroken(spaced);
  }
}

function decodeBroken(text: string): string {
  const bytes = Buffer.from(text, "utf8") as Uint8Array;
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i] as number;
    if (byte === 0x25 && i + 2 < bytes.length) {
      const digits = String.fromCharCode(bytes[i + 1] as number, bytes[i + 2] as number);
      if (/^[0-9a-fA-F]{2}$/.test(digits)) {
        byte = Number.parseInt(digits, 16);
        i += 2;
      }
    }
    bytes[length++] = byte;
  }
  return (bytes as Uint8Array & { toString(encoding: string, start: number, end: number): string }).toString("utf8", 0, length);
}

function add(target: Query, name: string, value: string): void {
  if (!Object.hasOwn(target, name)) {
    if (name === "__proto__") Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
    else target[name] = value;
    return;
  }
  const held = target[name];
  if (Array.isArray(held)) held.push(value);
  else if (name === "__proto__") Object.defineProperty(target, name, { value: [held, value] });
  else target[name] = [held as string, value];
}

/** Adds the pairs of `text` to `target`, at most `most` of them. */
export function parsePairs(text: string, target: Query, most: number): Query {
  const decode = text.includes("%") || text.includes("+") ? decodeComponent : asIs;
  const { length } = text;
  let left = most;
  let equals = -1;
  for (let at = 0; at < length && left > 0; left--) {
    let end = text.indexOf("&", at);
    if (end < 0) end = length;
    if (end > at) {
      // Found once for all pairs before it, so that pairs without one cost no search each.
      if (equals < at) {
        equals = text.indexOf("=", at);
        if (equals < 0) equals = length;
      }
      if (equals >= end) add(target, decode(text.slice(at, end)), "");
      else add(target, decode(text.slice(at, equals)), decode(text.slice(equals + 1, end)));
    }
    at = end + 1;
  }
  return target;
}

function asIs(text: string): string {
  return text;
}

/** The query of a target, without the `?`. */
export function searchOf(target: string): string {
  const mark = target.indexOf("?");
  return mark < 0 ? "" : target.slice(mark + 1);
}

/** `req.query`: what the client asked, or what rewrites have made of it, and the params, which win. */
export function queryOf(target: string, params: Query | undefined, rewritten?: Query): Query {
  const query = rewritten ?? parsePairs(searchOf(target), {}, Number.POSITIVE_INFINITY);
  return params === undefined ? query : Object.assign(query, params);
}

/** The names of the params of `/api/[id]/[[...rest]]`. */
export function paramNames(page: string): string[] {
  return page.includes("/[") ? [...page.matchAll(/\/\[{1,2}(?:\.{3})?([^\]]+)\]/g)].map((match) => match[1] as string) : [];
}

/** `req.url` from Next.js 15 on: the query is written anew, without keys that are names of params. */
export function rewrittenUrl(target: string, params: readonly string[]): string {
  const mark = target.indexOf("?");
  if (mark < 0) return target;
  const query = parsePairs(target.slice(mark + 1), {}, Number.POSITIVE_INFINITY);
  const search = new URLSearchParams();
  for (const name of Object.keys(query)) {
    if (params.includes(name)) continue;
    const value = query[name] as string | string[];
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, one);
  }
  const text = search.toString();
  return text === "" ? target.slice(0, mark) : `${target.slice(0, mark)}?${text}`;
}
