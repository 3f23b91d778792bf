// URLSearchParams: https://url.spec.whatwg.org/#interface-urlsearchparams
//
// The query is parsed when it is first read: most handlers look at one parameter or none. The
// list is flat, name then value, because queries are short and a flat array costs one allocation.

import { codedTypeError, INSPECT, type Inspect, invalidThis, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { type InspectOptions, inspectItems, type IterationKind, type MakeIterator, pairIterators } from "waypost-internal:internal/webidl/pair_iterator";
import { isObject, record, sequenceOf, USVString } from "waypost-internal:internal/webidl/webidl";
import { parseFormUrlencodedList, serializeFormUrlencodedList } from "waypost-internal:web/url/form_urlencoded";
import { type URL, replaceQuery } from "waypost-internal:web/url/url";

export type URLSearchParamsInit = string | Iterable<Iterable<string>> | Record<string, string>;

let bind: (params: URLSearchParams, url: URL) => void;
let refill: (params: URLSearchParams, query: string) => void;
let listOf: (params: URLSearchParams) => string[];

export class URLSearchParams {
  /** The query as it stands, until `#list` is made from it. */
  #query: string;
  #list: string[] | undefined;
  #url: URL | undefined;

  static {
    bind = (params, url): void => {
      params.#url = url;
    };
    refill = (params, query): void => {
      params.#query = query;
      params.#list = undefined;
    };
    listOf = (params): string[] => {
      if (!isObject(params) || !(#query in params)) throw invalidThis("URLSearchParams");
      return (params.#list ??= parseFormUrlencodedList(params.#query));
    };
  }

  // https://url.spec.whatwg.org/#dom-urlsearchparams-urlsearchparams
  constructor(init: URLSearchParamsInit | undefined = undefined) {
    this.#query = "";
    if (init === undefined) return;
    if (isObject(init)) {
      this.#list = listFrom(init);
      return;
    }
    const text = USVString(init);
    this.#query = text.charCodeAt(0) === 0x3f ? text.slice(1) : text;
  }

  get size(): number {
    return listOf(this).length / 2;
  }

  append(name: string, value: string): void {
    const list = listOf(this);
    if (arguments.length < 2) throw missing('"name" and "value" arguments');
    const key = USVString(name);
    list.push(key, USVString(value));
    this.#update(list);
  }

  delete(name: string, value: string | undefined = undefined): void {
    const list = listOf(this);
    if (arguments.length < 1) throw missing('"name" argument');
    const key = USVString(name);
    const wanted = value === undefined ? undefined : USVString(value);
    let kept = 0;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key && (wanted === undefined || list[i + 1] === wanted)) continue;
      list[kept++] = list[i]!;
      list[kept++] = list[i + 1]!;
    }
    list.length = kept;
    this.#update(list);
  }

  get(name: string): string | null {
    const list = listOf(this);
    if (arguments.length < 1) throw missing('"name" argument');
    const key = USVString(name);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key) return list[i + 1]!;
    }
    return null;
  }

  getAll(name: string): string[] {
    const list = listOf(this);
    if (arguments.length < 1) throw missing('"name" argument');
    const key = USVString(name);
    const values: string[] = [];
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key) values.push(list[i + 1]!);
    }
    return values;
  }

  has(name: string, value: string | undefined = undefined): boolean {
    const list = listOf(this);
    if (arguments.length < 1) throw missing('"name" argument');
    const key = USVString(name);
    const wanted = value === undefined ? undefined : USVString(value);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] === key && (wanted === undefined || list[i + 1] === wanted)) return true;
    }
    return false;
  }

  // https://url.spec.whatwg.org/#dom-urlsearchparams-set
  set(name: string, value: string): void {
    const list = listOf(this);
    if (arguments.length < 2) throw missing('"name" and "value" arguments');
    const key = USVString(name);
    const text = USVString(value);
    let kept = 0;
    let found = false;
    for (let i = 0; i < list.length; i += 2) {
      const same = list[i] === key;
      if (same && found) continue;
      list[kept++] = list[i]!;
      list[kept++] = same ? text : list[i + 1]!;
      found ||= same;
    }
    list.length = kept;
    if (!found) list.push(key, text);
    this.#update(list);
  }

  // https://url.spec.whatwg.org/#dom-urlsearchparams-sort
  sort(): void {
    const list = listOf(this);
    const pairs = pairsOf(list);
    pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    for (let i = 0; i < pairs.length; i++) {
      list[2 * i] = pairs[i]![0];
      list[2 * i + 1] = pairs[i]![1];
    }
    this.#update(list);
  }

  forEach(callback: (value: string, name: string, params: URLSearchParams) => void, thisArg: unknown = undefined): void {
    const list = listOf(this);
    if (typeof callback !== "function") {
      throw codedTypeError("ERR_INVALID_ARG_TYPE", 'The "callback" argument must be of type function.');
    }
    // The list is read afresh at each step: a callback may replace it through the URL.
    for (let i = 0, now = list; i < now.length; i += 2, now = listOf(this)) {
      callback.call(thisArg, now[i + 1]!, now[i]!, this);
    }
  }

  keys(): IterableIterator<string> {
    return iterate(this, "key");
  }

  values(): IterableIterator<string> {
    return iterate(this, "value");
  }

  entries(): IterableIterator<[string, string]> {
    return iterate(this, "key+value");
  }

  declare [Symbol.iterator]: () => IterableIterator<[string, string]>;

  toString(): string {
    return serializeFormUrlencodedList(listOf(this));
  }

  [INSPECT](depth: number, options: InspectOptions, inspect: Inspect): string {
    const pairs = pairsOf(listOf(this));
    if (typeof depth === "number" && depth < 0) return "[Object]";
    if (pairs.length === 0) return "URLSearchParams {}";
    return inspectItems("URLSearchParams", pairs.map(([name, value]) => `${inspect(name, options)} => ${inspect(value, options)}`), options);
  }

  // https://url.spec.whatwg.org/#concept-urlsearchparams-update
  #update(list: string[]): void {
    if (this.#url !== undefined) replaceQuery(this.#url, serializeFormUrlencodedList(list));
  }
}

const { prototype } = URLSearchParams;
Object.defineProperty(prototype, Symbol.iterator, { value: prototype.entries, writable: true, configurable: true });
shapeInterface(URLSearchParams, "URLSearchParams");

const makeIterator: MakeIterator<URLSearchParams> = pairIterators("URLSearchParams", (params, index) => {
  const list = listOf(params);
  return 2 * index < list.length ? [list[2 * index], list[2 * index + 1]] : undefined;
});

function iterate<T>(params: URLSearchParams, kind: IterationKind): IterableIterator<T> {
  listOf(params); // the brand check
  return makeIterator(params, kind);
}

function missing(what: string): TypeError {
  return codedTypeError("ERR_MISSING_ARGS", `The ${what} must be specified`);
}

function pairsOf(list: string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i < list.length; i += 2) pairs.push([list[i]!, list[i + 1]!]);
  return pairs;
}

// https://url.spec.whatwg.org/#urlsearchparams-initialize
function listFrom(init: object): string[] {
  const method = (init as { [Symbol.iterator]?: unknown })[Symbol.iterator];
  const list: string[] = [];
  if (method === undefined || method === null) {
    for (const [name, value] of record(init, USVString, USVString)) list.push(name, value);
    return list;
  }
  if (typeof method !== "function") {
    throw codedTypeError("ERR_ARG_NOT_ITERABLE", "Query pairs must be iterable");
  }
  if (init instanceof URLSearchParams && method === prototype[Symbol.iterator]) return listOf(init).slice();
  for (const pair of sequenceOf(init, method as () => Iterator<unknown>, toPair)) list.push(pair[0]!, pair[1]!);
  return list;
}

function toPair(item: unknown): string[] {
  const method = isObject(item) ? (item as { [Symbol.iterator]?: unknown })[Symbol.iterator] : undefined;
  const pair = typeof method === "function" ? sequenceOf(item as object, method as () => Iterator<unknown>, USVString) : [];
  if (pair.length !== 2) {
    throw codedTypeError("ERR_INVALID_TUPLE", "Each query pair must be an iterable [name, value] tuple");
  }
  return pair;
}

/** The live view of a URL's query; `query` comes without its question mark. */
export function searchParamsOf(url: URL, query: string): URLSearchParams {
  const params = new URLSearchParams();
  refill(params, query);
  bind(params, url);
  return params;
}

/** Tells the view that the URL's query was replaced. */
export function resetSearchParams(params: URLSearchParams, query: string): void {
  refill(params, query);
}
