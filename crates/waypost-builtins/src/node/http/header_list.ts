// node:http: the headers of an outgoing message, in the order they were set, and the head lines
// that they become. An entry takes three places: lower-case name, name as given, value.

import { codes } from "waypost-internal:internal/errors/errors";
import { CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import { validateHeaderName, validateHeaderValue } from "waypost-internal:node/http/header_checks";

export type HeaderValue = string | number | readonly string[];
export type HeaderList = (HeaderValue)[];

export const JSON_TYPE = "application/json; charset=utf-8";
const { IN_HEAD, JSON_UTF8 } = CONTENT_TYPE;

/** Index of the entry, or -1. */
export function indexOfHeader(list: HeaderList, lower: string): number {
  for (let i = 0; i < list.length; i += 3) if (list[i] === lower) return i;
  return -1;
}

export function setInList(list: HeaderList, lower: string, name: string, value: HeaderValue): void {
  const at = indexOfHeader(list, lower);
  if (at < 0) list.push(lower, name, value);
  else {
    list[at + 1] = name;
    list[at + 2] = value;
  }
}

export function appendToList(list: HeaderList, name: string, value: HeaderValue): void {
  const at = indexOfHeader(list, name.toLowerCase());
  if (at < 0) {
    list.push(name.toLowerCase(), name, value);
    return;
  }
  const held = list[at + 2] as HeaderValue;
  const values = Array.isArray(held) ? [...held] : [held as string];
  if (Array.isArray(value)) values.push(...value);
  else values.push(value as string);
  list[at + 2] = values;
}

export function removeFromList(list: HeaderList, lower: string): void {
  const at = indexOfHeader(list, lower);
  if (at >= 0) list.splice(at, 3);
}

/** Headers given to `writeHead` as they may come: an object, a flat list, or a list of pairs. */
export function listOfGiven(given: object): HeaderList {
  const list: HeaderList = [];
  const add = (name: unknown, value: unknown): void => {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    list.push(name.toLowerCase(), name, value as HeaderValue);
  };
  if (!Array.isArray(given)) {
    for (const name of Object.keys(given)) add(name, (given as Record<string, unknown>)[name]);
  } else if (Array.isArray(given[0])) {
    for (const pair of given as unknown[][]) add(pair[0], pair[1]);
  } else {
    if (given.length % 2 !== 0) throw new codes.ERR_INVALID_ARG_VALUE!("headers", given);
    for (let i = 0; i < given.length; i += 2) add(given[i], given[i + 1]);
  }
  return list;
}

/** What a list becomes: `name\nvalue\n` lines, the number of a frequent content type, the length. */
export interface Head {
  lines: string;
  type: number;
  length: string | undefined;
}

export function headOf(list: HeaderList): Head {
  const head: Head = { lines: "", type: IN_HEAD, length: undefined };
  for (let i = 0; i < list.length; i += 3) {
    const name = list[i] as string;
    const value = list[i + 2] as HeaderValue;
    if (i === 0 && value === JSON_TYPE && name === "content-type") {
      head.type = JSON_UTF8;
      continue;
    }
    if (isFraming(name, value, head)) continue;
    if (Array.isArray(value)) for (const one of value) head.lines += `${name}\n${one as string}\n`;
    else head.lines += `${name}\n${value as string}\n`;
  }
  return head;
}

/** Framing is the server's: it writes what fits the body and the connection. */
function isFraming(name: string, value: HeaderValue, head: Head): boolean {
  switch (name) {
    case "content-length":
      head.length = `${value as string}`;
      return true;
    case "transfer-encoding":
    case "keep-alive":
    case "trailer":
      return true;
    case "connection":
      return `${value as string}`.toLowerCase() !== "close";
    default:
      return false;
  }
}
