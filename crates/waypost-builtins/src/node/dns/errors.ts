// node:dns: its errors, and the names of their codes.

import { errnoOf } from "waypost-internal:internal/errors/system";

export const CODES: { readonly [name: string]: string } = {
  NODATA: "ENODATA",
  FORMERR: "EFORMERR",
  SERVFAIL: "ESERVFAIL",
  NOTFOUND: "ENOTFOUND",
  NOTIMP: "ENOTIMP",
  REFUSED: "EREFUSED",
  BADQUERY: "EBADQUERY",
  BADNAME: "EBADNAME",
  BADFAMILY: "EBADFAMILY",
  BADRESP: "EBADRESP",
  CONNREFUSED: "ECONNREFUSED",
  TIMEOUT: "ETIMEOUT",
  EOF: "EOF",
  FILE: "EFILE",
  NOMEM: "ENOMEM",
  DESTRUCTION: "EDESTRUCTION",
  BADSTR: "EBADSTR",
  BADFLAGS: "EBADFLAGS",
  NONAME: "ENONAME",
  BADHINTS: "EBADHINTS",
  NOTINITIALIZED: "ENOTINITIALIZED",
  LOADIPHLPAPI: "ELOADIPHLPAPI",
  ADDRGETNETWORKPARAMS: "EADDRGETNETWORKPARAMS",
  CANCELLED: "ECANCELLED",
};

/** `getaddrinfo ENOTFOUND example.invalid`, with Node's properties. */
export function dnsError(code: string, syscall: string, hostname: string): Error {
  const error = new Error(`${syscall} ${code} ${hostname}`) as Error & Record<string, unknown>;
  // libuv's number for "unknown node"; the name is Node's own.
  if (syscall === "getaddrinfo") error.errno = code === "ENOTFOUND" ? -3008 : errnoOf(code);
  else error.errno = undefined;
  error.code = code;
  error.syscall = syscall;
  error.hostname = hostname;
  return error;
}
