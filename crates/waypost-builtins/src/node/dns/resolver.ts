// node:dns: `Resolver`: records by the name servers, in the shapes of Node.

import { current } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { validateArray, validateFunction, validateInt32, validateString } from "waypost-internal:internal/validators/validators";
import { dnsError } from "waypost-internal:node/dns/errors";
import { BadMessage, encodeQuery, MessageReader, type RawRecord, TYPES } from "waypost-internal:node/dns/wire";
import { addressValue, isIP, isIPv6 } from "waypost-internal:node/net/address";
import { deliver } from "waypost-internal:node/net/deliver";
import { op_dns_exchange, op_dns_servers } from "waypost-native:node/dns";

export type Done = (error: Error | null, records?: unknown) => void;

const PORT = 53;
const PATIENCE = 2000;
const TRIES = 3;
/** Codes of answers that say no. */
const REFUSALS: { readonly [status: number]: string } = { 1: "EFORMERR", 2: "ESERVFAIL", 3: "ENOTFOUND", 4: "ENOTIMP", 5: "EREFUSED" };

type Read = (message: MessageReader, record: RawRecord) => unknown;

function v6(message: MessageReader, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => message.short(at + 2 * i).toString(16)).join(":");
  // The longest run of zeros is written as `::`.
  let best = "";
  for (const run of groups.match(/\b0(?::0)+\b/g) ?? []) if (run.length > best.length) best = run;
  if (best === "") return groups;
  const from = groups.indexOf(best);
  return `${groups.slice(0, from).replace(/:$/, "")}::${groups.slice(from + best.length).replace(/^:/, "")}`;
}

const READ: { readonly [type: string]: Read } = {
  A: (m, { from }) => [0, 1, 2, 3].map((i) => m.byte(from + i)).join("."),
  AAAA: (m, { from }) => v6(m, from),
  CNAME: (m, { from }) => m.name(from)[0],
  NS: (m, { from }) => m.name(from)[0],
  PTR: (m, { from }) => m.name(from)[0],
  MX: (m, { from }) => ({ exchange: m.name(from + 2)[0], priority: m.short(from) }),
  TXT: (m, { from, to }) => {
    const texts: string[] = [];
    for (let at = from; at < to; ) {
      const [text, next] = m.counted(at);
      texts.push(text);
      at = next;
    }
    return texts;
  },
  SRV: (m, { from }) => ({ name: m.name(from + 6)[0], port: m.short(from + 4), priority: m.short(from), weight: m.short(from + 2) }),
  NAPTR: (m, { from }) => {
    const [flags, afterFlags] = m.counted(from + 4);
    const [service, afterService] = m.counted(afterFlags);
    const [regexp, afterRegexp] = m.counted(afterService);
    return { flags, service, regexp, replacement: m.name(afterRegexp)[0], order: m.short(from), preference: m.short(from + 2) };
  },
  SOA: (m, { from }) => {
    const [nsname, afterName] = m.name(from);
    const [hostmaster, at] = m.name(afterName);
    const [serial, refresh, retry, expire, minttl] = [0, 4, 8, 12, 16].map((i) => m.long(at + i));
    return { nsname, hostmaster, serial, refresh, retry, expire, minttl };
  },
  CAA: (m, { from, to }) => {
    const [tag, at] = m.counted(from + 1);
    return { critical: m.byte(from), [tag]: m.text(at, to) };
  },
};

/** How the records of ANY are told: an object with their type. */
function anyRecord(message: MessageReader, record: RawRecord): object | undefined {
  const type = Object.keys(READ).find((name) => TYPES[name] === record.type);
  if (type === undefined) return undefined;
  const value = (READ[type] as Read)(message, record);
  if (type === "A" || type === "AAAA") return { address: value, ttl: record.ttl, type };
  if (type === "TXT") return { entries: value, type };
  return typeof value === "string" ? { value, type } : { ...(value as object), type };
}

function recordsOf(type: string, bytes: Uint8Array, withTtl: boolean): unknown[] | string {
  const message = new MessageReader(bytes);
  const { status } = message;
  if (status !== 0) return REFUSALS[status] ?? "ESERVFAIL";
  const answers = message.answers();
  if (type === "ANY") {
    const all = answers.map((record) => anyRecord(message, record)).filter((record) => record !== undefined);
    return all.length === 0 ? "ENODATA" : all;
  }
  const wanted = answers.filter((record) => record.type === TYPES[type]);
  if (wanted.length === 0) return "ENODATA";
  return wanted.map((record) => {
    const value = (READ[type] as Read)(message, record);
    return withTtl ? { address: value, ttl: record.ttl } : value;
  });
}

/** `address`, `address:port`, `[v6]:port`, as the text of an address with its port. */
function serverOf(text: string): string {
  const match = /^(?:\[([^\]]+)\]|([^:]+)|(.+?))(?::(\d+))?$/.exec(text);
  const whole = isIP(text) !== 0;
  const address = whole ? text : (match?.[1] ?? match?.[2] ?? "");
  const port = whole ? PORT : Number(match?.[4] ?? PORT);
  if (!isIP(address) || port > 0xffff) throw new codes.ERR_INVALID_IP_ADDRESS!(text);
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}

/** As `getServers` shows it: the usual port is left out. */
function shown(server: string): string {
  const bare = server.endsWith(`:${PORT}`) ? server.slice(0, -3) : server;
  return bare === server ? server : bare.replace(/^\[|\]$/g, "");
}

interface ResolverOptions {
  timeout?: number;
  tries?: number;
  maxTimeout?: number;
}

interface Query {
  cancel(): void;
}

export class ResolverBase {
  #servers: string[] | undefined;
  readonly #patience: number;
  readonly #tries: number;
  readonly #pending: Set<Query> = new Set();

  constructor(options: ResolverOptions = {}) {
    const { timeout = -1, tries = 4 } = options ?? {};
    validateInt32(timeout, "options.timeout", -1);
    validateInt32(tries, "options.tries", 1);
    this.#patience = timeout < 0 ? PATIENCE : timeout;
    this.#tries = options?.tries === undefined ? TRIES : tries;
  }

  #list(): string[] {
    return (this.#servers ??= op_dns_servers().filter((text) => isIP(text)).map(serverOf));
  }

  getServers(): string[] {
    return this.#list().map(shown);
  }

  setServers(servers: string[]): void {
    validateArray(servers, "servers");
    const list = servers.map((server, index) => {
      validateString(server, `servers[${index}]`);
      return serverOf(server);
    });
    this.#servers = list;
  }

  setLocalAddress(ipv4: string, ipv6?: string): void {
    validateString(ipv4, "ipv4");
    if (ipv6 !== undefined) validateString(ipv6, "ipv6");
    throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("resolver.setLocalAddress()");
  }

  cancel(): void {
    for (const query of [...this.#pending]) query.cancel();
  }

  /** Asks for records of a type; `done` is called once. */
  query(type: string, name: string, withTtl: boolean, syscall: string, done: Done, shownName: string = name): void {
    const bytes = encodeQuery(Math.floor(Math.random() * 65536), name, TYPES[type] as number);
    if (bytes === undefined) {
      nextTick(() => done(dnsError("EBADNAME", syscall, shownName)));
      return;
    }
    const servers = this.#list();
    const frame = current();
    let isOver = false;
    const end = (error: string | undefined, records?: unknown): void => {
      if (isOver) return;
      isOver = true;
      this.#pending.delete(query);
      if (error !== undefined) done(dnsError(error, syscall, shownName));
      else done(null, records);
    };
    const query: Query = { cancel: () => nextTick(() => end("ECANCELLED")) };
    this.#pending.add(query);
    const ask = (attempt: number, last: string): void => {
      if (attempt >= this.#tries * servers.length) {
        end(last);
        return;
      }
      const server = servers[attempt % servers.length] as string;
      deliver(op_dns_exchange(server, bytes, this.#patience), frame, (answer) => {
        if (isOver) return;
        if (typeof answer === "string") ask(attempt + 1, answer);
        else end(...outcome(type, answer, withTtl));
      });
    };
    if (servers.length === 0) nextTick(() => end("ECONNREFUSED"));
    else ask(0, "ETIMEOUT");
  }
}

function outcome(type: string, answer: Uint8Array, withTtl: boolean): [string | undefined, unknown] {
  try {
    const records = recordsOf(type, answer, withTtl);
    return typeof records === "string" ? [records, undefined] : [undefined, records];
  } catch (error) {
    if (error instanceof BadMessage) return ["EBADRESP", undefined];
    throw error;
  }
}

/** Name of the method, type of the record, name in errors. */
export const METHODS: readonly (readonly [string, string, string])[] = [
  ["resolveAny", "ANY", "queryAny"],
  ["resolve4", "A", "queryA"],
  ["resolve6", "AAAA", "queryAaaa"],
  ["resolveCaa", "CAA", "queryCaa"],
  ["resolveCname", "CNAME", "queryCname"],
  ["resolveMx", "MX", "queryMx"],
  ["resolveNs", "NS", "queryNs"],
  ["resolveTxt", "TXT", "queryTxt"],
  ["resolveSrv", "SRV", "querySrv"],
  ["resolvePtr", "PTR", "queryPtr"],
  ["resolveNaptr", "NAPTR", "queryNaptr"],
  ["resolveSoa", "SOA", "querySoa"],
];

/** The name under which the servers know an address. */
function reverseName(ip: string): string {
  if (!isIPv6(ip)) return `${ip.split(".").reverse().join(".")}.in-addr.arpa`;
  const digits = addressValue(ip, "ipv6").toString(16).padStart(32, "0");
  return `${[...digits].reverse().join(".")}.ip6.arpa`;
}

/** One query by a method's row; SOA is one record and not a list. */
export function runQuery(resolver: ResolverBase, row: readonly [string, string, string], name: unknown, options: unknown, done: Done): void {
  validateString(name, "name");
  const [, type, syscall] = row;
  const withTtl = (type === "A" || type === "AAAA") && !!(options as { ttl?: unknown } | undefined)?.ttl;
  const tell: Done = type === "SOA" ? (error, records): void => done(error, (records as unknown[] | undefined)?.[0]) : done;
  resolver.query(type, name, withTtl, syscall, tell);
}

export function runReverse(resolver: ResolverBase, ip: unknown, done: Done): void {
  validateString(ip, "ip");
  if (!isIP(ip)) throw Object.assign(new Error(`getHostByAddr EINVAL ${ip}`), { code: "EINVAL", errno: -22, syscall: "getHostByAddr", hostname: ip });
  resolver.query("PTR", reverseName(ip), false, "getHostByAddr", done, ip);
}

/** The row of a record type, as `resolve(name, type)` names it. */
export function rowOf(type: unknown): readonly [string, string, string] {
  if (typeof type !== "string") throw new codes.ERR_INVALID_ARG_TYPE!("rrtype", "string", type);
  const row = METHODS.find((one) => one[1] === type);
  if (row === undefined) throw new codes.ERR_INVALID_ARG_VALUE!("rrtype", type);
  return row;
}

type Method = (...args: unknown[]) => unknown;

/** The callback forms. */
export class Resolver extends ResolverBase {
  resolve(name: unknown, type?: unknown, callback?: unknown): object {
    const done = typeof type === "function" ? type : callback;
    const row = rowOf(typeof type === "function" ? "A" : type);
    return (this as unknown as Record<string, Method>)[row[0]]!(name, done) as object;
  }

  reverse(ip: unknown, callback: unknown): object {
    validateFunction(callback, "callback");
    runReverse(this, ip, callback as unknown as Done);
    return {};
  }
}
for (const row of METHODS) {
  const method = {
    [row[0]](this: Resolver, name: unknown, options: unknown, callback?: unknown): object {
      const done = typeof options === "function" ? options : callback;
      validateString(name, "name");
      validateFunction(done, "callback");
      runQuery(this, row, name, options, done as unknown as Done);
      return { hostname: name, oncomplete: done };
    },
  }[row[0]];
  Object.defineProperty(Resolver.prototype, row[0], { value: method, writable: true, configurable: true });
}

let shared: Resolver | undefined;

/** The resolver behind the functions of the module, made when one is first called. */
export function defaultResolver(): Resolver {
  return (shared ??= new Resolver());
}
