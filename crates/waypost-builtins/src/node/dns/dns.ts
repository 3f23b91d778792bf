// node:dns: `lookup` by the system's resolver, and the callback forms of the queries.

import { current } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { validateBoolean, validateFunction, validateNumber, validateOneOf, validatePort, validateString } from "waypost-internal:internal/validators/validators";
import { CODES, dnsError } from "waypost-internal:node/dns/errors";
import promises from "waypost-internal:node/dns/promises";
import { defaultResolver, METHODS, Resolver } from "waypost-internal:node/dns/resolver";
import { isIP } from "waypost-internal:node/net/address";
import { deliver } from "waypost-internal:node/net/deliver";
import { customPromisifyArgs } from "waypost-internal:node/util/promisify";
import { op_dns_lookup } from "waypost-native:node/dns";

export interface LookupAddress {
  address: string;
  family: 4 | 6;
}

type Done = (error: Error | null, address?: string | null | LookupAddress[], family?: number) => void;

export const ADDRCONFIG: number = 1024;
export const ALL: number = 256;
export const V4MAPPED: number = 2048;
const ORDERS = ["verbatim", "ipv4first", "ipv6first"];

let resultOrder = "verbatim";

export function setDefaultResultOrder(value: string): void {
  validateOneOf(value, "dnsOrder", ORDERS);
  resultOrder = value;
}

export function getDefaultResultOrder(): string {
  return resultOrder;
}

interface LookupOptions {
  family: 0 | 4 | 6;
  all: boolean;
  order: string;
}

function familyOf(value: unknown): 0 | 4 | 6 {
  switch (value) {
    case "IPv4":
      return 4;
    case "IPv6":
      return 6;
    case undefined:
    case null:
      return 0;
    default:
      validateOneOf(value, "options.family", [0, 4, 6]);
      return value as 0 | 4 | 6;
  }
}

/** Checks what `lookup` was given beside the name. */
export function lookupOptions(given: unknown): LookupOptions {
  const options: LookupOptions = { family: 0, all: false, order: resultOrder };
  if (given === null || given === undefined) return options;
  if (typeof given === "number") {
    validateOneOf(given, "family", [0, 4, 6]);
    options.family = given as 0 | 4 | 6;
    return options;
  }
  if (typeof given !== "object") throw new codes.ERR_INVALID_ARG_TYPE!("options", ["integer", "object"], given);
  const { family, hints, all, verbatim, order } = given as Record<string, unknown>;
  if (hints !== undefined && hints !== null) {
    validateNumber(hints, "options.hints");
    if ((hints >>> 0) & ~(ADDRCONFIG | ALL | V4MAPPED)) throw new codes.ERR_INVALID_ARG_VALUE!("hints", hints);
  }
  options.family = familyOf(family);
  if (all !== undefined && all !== null) {
    validateBoolean(all, "options.all");
    options.all = all;
  }
  if (verbatim !== undefined && verbatim !== null) {
    validateBoolean(verbatim, "options.verbatim");
    options.order = verbatim ? "verbatim" : "ipv4first";
  }
  if (order !== undefined && order !== null) {
    validateOneOf(order, "options.order", ORDERS);
    options.order = order as string;
  }
  return options;
}

function sorted(found: LookupAddress[], order: string): LookupAddress[] {
  if (order === "verbatim") return found;
  const first = order === "ipv4first" ? 4 : 6;
  return [...found.filter(({ family }) => family === first), ...found.filter(({ family }) => family !== first)];
}

/** Asks the system. `done` is called once, later. */
export function lookupAddresses(hostname: string, options: LookupOptions, done: (error: Error | null, found: LookupAddress[]) => void): void {
  deliver(op_dns_lookup(hostname, options.family), current(), (outcome) => {
    if (typeof outcome === "string") done(dnsError(outcome, "getaddrinfo", hostname), []);
    else done(null, sorted(outcome.map((address) => ({ address, family: isIP(address) as 4 | 6 })), options.order));
  });
}

function checkHostname(hostname: unknown): asserts hostname is string {
  if (hostname) validateString(hostname, "hostname");
}

export function lookup(hostname: unknown, given: unknown, callback?: unknown): object {
  checkHostname(hostname);
  const done = (typeof given === "function" ? given : callback) as Done;
  validateFunction(done, "callback");
  const options = lookupOptions(typeof given === "function" ? undefined : given);
  if (!hostname) {
    if (options.all) nextTick(done as never, null, []);
    else nextTick(done as never, null, null, options.family === 6 ? 6 : 4);
    return {};
  }
  const literal = isIP(hostname);
  if (literal !== 0) {
    if (options.all) nextTick(done as never, null, [{ address: hostname, family: literal }]);
    else nextTick(done as never, null, hostname, literal);
    return {};
  }
  lookupAddresses(hostname, options, (error, found) => {
    if (error !== null) done(error);
    else if (options.all) done(null, found);
    else done(null, (found[0] as LookupAddress).address, (found[0] as LookupAddress).family);
  });
  return { hostname, family: options.family, oncomplete: done };
}
Object.defineProperty(lookup, customPromisifyArgs, { value: ["address", "family"], enumerable: false });

export function lookupService(address: unknown, port: unknown, callback: unknown): never {
  if (isIP(address) === 0) throw new codes.ERR_INVALID_ARG_VALUE!("address", address);
  validatePort(port);
  validateFunction(callback, "callback");
  throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("dns.lookupService()");
}

export function getServers(): string[] {
  return defaultResolver().getServers();
}

export function setServers(servers: string[]): void {
  defaultResolver().setServers(servers);
}

type Method = (...args: unknown[]) => unknown;

function shared(name: string): Method {
  return {
    [name](...args: unknown[]): unknown {
      return (defaultResolver() as unknown as Record<string, Method>)[name]!(...args);
    },
  }[name] as Method;
}

const methods: Record<string, Method> = Object.fromEntries(["resolve", "reverse", ...METHODS.map((row) => row[0])].map((name) => [name, shared(name)]));
export const {
  resolve, reverse, resolveAny, resolve4, resolve6, resolveCaa, resolveCname, resolveMx, resolveNs, resolveTxt, resolveSrv,
  resolvePtr, resolveNaptr, resolveSoa,
} = methods as Record<string, Method> as {
  [name in "resolve" | "reverse" | "resolveAny" | "resolve4" | "resolve6" | "resolveCaa" | "resolveCname" | "resolveMx" | "resolveNs" | "resolveTxt" | "resolveSrv" | "resolvePtr" | "resolveNaptr" | "resolveSoa"]: Method;
};

export const {
  NODATA, FORMERR, SERVFAIL, NOTFOUND, NOTIMP, REFUSED, BADQUERY, BADNAME, BADFAMILY, BADRESP, CONNREFUSED, TIMEOUT, EOF,
  FILE, NOMEM, DESTRUCTION, BADSTR, BADFLAGS, NONAME, BADHINTS, NOTINITIALIZED, LOADIPHLPAPI, ADDRGETNETWORKPARAMS, CANCELLED,
}: { readonly [name: string]: string } = CODES;
export { promises, Resolver };

export default {
  ADDRCONFIG, ALL, V4MAPPED, ...CODES, ...methods, Resolver, getDefaultResultOrder, getServers, lookup, lookupService, setDefaultResultOrder, setServers,
  get promises(): unknown {
    return promises;
  },
};
