// node:dns/promises.

import { codes } from "waypost-internal:internal/errors/errors";
import { validatePort, validateString } from "waypost-internal:internal/validators/validators";
import { getDefaultResultOrder, getServers, type LookupAddress, lookupAddresses, lookupOptions, setDefaultResultOrder, setServers } from "waypost-internal:node/dns/dns";
import { CODES } from "waypost-internal:node/dns/errors";
import { defaultResolver, METHODS, ResolverBase, rowOf, runQuery, runReverse } from "waypost-internal:node/dns/resolver";
import { isIP } from "waypost-internal:node/net/address";

type Method = (this: ResolverBase | undefined, ...args: unknown[]) => Promise<unknown>;
type Done = (error: Error | null, value?: unknown) => void;

function promised(run: (done: Done) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    run((error, value) => (error === null ? resolve(value) : reject(error)));
  });
}

export function lookup(hostname: unknown, given?: unknown): Promise<LookupAddress | LookupAddress[]> {
  if (hostname) validateString(hostname, "hostname");
  const options = lookupOptions(given);
  const pick = (found: LookupAddress[]): LookupAddress | LookupAddress[] => (options.all ? found : (found[0] as LookupAddress));
  if (!hostname) {
    const none = { address: null, family: options.family === 6 ? 6 : 4 };
    return Promise.resolve((options.all ? [] : none) as unknown as LookupAddress);
  }
  const family = isIP(hostname) as 0 | 4 | 6;
  if (family !== 0) return Promise.resolve(pick([{ address: hostname as string, family }]));
  return promised((done) => lookupAddresses(hostname as string, options, (error, found) => done(error, pick(found)))) as Promise<LookupAddress>;
}

export async function lookupService(address: unknown, port: unknown): Promise<never> {
  if (isIP(address) === 0) throw new codes.ERR_INVALID_ARG_VALUE!("address", address);
  validatePort(port);
  throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("dns.lookupService()");
}

const methods: Record<string, Method> = {
  resolve(name: unknown, type: unknown = "A"): Promise<unknown> {
    validateString(name, "name");
    const row = rowOf(type);
    return promised((done) => runQuery(this ?? defaultResolver(), row, name, undefined, done));
  },
  reverse(ip: unknown): Promise<unknown> {
    return promised((done) => runReverse(this ?? defaultResolver(), ip, done));
  },
};
for (const row of METHODS) {
  methods[row[0]] = {
    [row[0]](this: ResolverBase | undefined, name: unknown, options?: unknown): Promise<unknown> {
      validateString(name, "name");
      return promised((done) => runQuery(this ?? defaultResolver(), row, name, options, done));
    },
  }[row[0]] as Method;
}

export class Resolver extends ResolverBase {}
for (const [name, method] of Object.entries(methods)) {
  Object.defineProperty(Resolver.prototype, name, { value: method, writable: true, configurable: true });
}

/** The functions of the module ask the shared resolver, whatever they are called on. */
const functions: Record<string, (...args: unknown[]) => Promise<unknown>> = Object.fromEntries(
  Object.entries(methods).map(([name, method]) => [
    name,
    { [name]: (...args: unknown[]): Promise<unknown> => Reflect.apply(method, undefined, args) as Promise<unknown> }[name]!,
  ]),
);
export const {
  resolve, reverse, resolveAny, resolve4, resolve6, resolveCaa, resolveCname, resolveMx, resolveNs, resolveTxt, resolveSrv,
  resolvePtr, resolveNaptr, resolveSoa,
}: { [name: string]: (...args: unknown[]) => Promise<unknown> } = functions;
export const {
  NODATA, FORMERR, SERVFAIL, NOTFOUND, NOTIMP, REFUSED, BADQUERY, BADNAME, BADFAMILY, BADRESP, CONNREFUSED, TIMEOUT, EOF,
  FILE, NOMEM, DESTRUCTION, BADSTR, BADFLAGS, NONAME, BADHINTS, NOTINITIALIZED, LOADIPHLPAPI, ADDRGETNETWORKPARAMS, CANCELLED,
}: { readonly [name: string]: string } = CODES;
export { getDefaultResultOrder, getServers, setDefaultResultOrder, setServers };

export default { ...CODES, ...functions, Resolver, getDefaultResultOrder, getServers, lookup, lookupService, setDefaultResultOrder, setServers };
