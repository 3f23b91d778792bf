// node:tls.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import { codes } from "waypost-internal:internal/errors/errors";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import type { Listener } from "waypost-internal:node/events/events";
import { isIP } from "waypost-internal:node/net/address";
import { normalizeArgs } from "waypost-internal:node/net/connect";
import { Socket } from "waypost-internal:node/net/socket";
import { process } from "waypost-internal:node/process/process";
import type { AnyStream } from "waypost-internal:node/stream/types";
import { contextFor, createSecureContext, DEFAULT_MAX_VERSION, DEFAULT_MIN_VERSION, rootCertificates as roots, SecureContext } from "waypost-internal:node/tls/context";
import { checkServerIdentity } from "waypost-internal:node/tls/identity";
import { Server, type ServerOptions } from "waypost-internal:node/tls/server";
import { carry, protocolBytes, TLSSocket, type TLSSocketOptions } from "waypost-internal:node/tls/socket";

export const CLIENT_RENEG_LIMIT: number = 3;
export const CLIENT_RENEG_WINDOW: number = 600;
export const DEFAULT_ECDH_CURVE: string = "auto";
const CIPHERS = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_AES_128_GCM_SHA256",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-RSA-CHACHA20-POLY1305",
];
export const DEFAULT_CIPHERS: string = CIPHERS.join(":");

export function getCiphers(): string[] {
  return CIPHERS.map((name) => name.toLowerCase());
}

interface ConnectOptions extends TLSSocketOptions {
  socket?: AnyStream;
  port?: number;
  path?: string;
  timeout?: number;
}

/** The forms of the arguments: as those of `net.connect`, with options after them. */
function connectArgs(args: unknown[]): [ConnectOptions, Listener | null] {
  const [options, callback] = normalizeArgs(args);
  const more = args.slice(1, 3).find((arg) => typeof arg === "object" && arg !== null);
  return [{ ...options, ...(more as object | undefined) } as ConnectOptions, callback];
}

/** Trusting everybody is a setting of the process, too. */
function rejectsByDefault(): boolean {
  return (process as { env: Record<string, string | undefined> }).env.NODE_TLS_REJECT_UNAUTHORIZED !== "0";
}

export function connect(...args: unknown[]): TLSSocket {
  const [given, callback] = connectArgs(args);
  const options: ConnectOptions = { rejectUnauthorized: rejectsByDefault(), checkServerIdentity, ...given };
  if (options.rejectUnauthorized === undefined) options.rejectUnauthorized = rejectsByDefault();
  if (options.checkServerIdentity === undefined) options.checkServerIdentity = checkServerIdentity;
  if (typeof options.checkServerIdentity !== "function") {
    throw new codes.ERR_INVALID_ARG_TYPE!("options.checkServerIdentity", "function", options.checkServerIdentity);
  }
  if (options.servername && isIP(options.servername) !== 0) options.servername = "";
  protocolBytes(options.ALPNProtocols);
  options.secureContext = contextFor(options);
  const { socket: carrier } = options;
  const socket = new TLSSocket(carrier, { ...options, isServer: false, startsAtOnce: true });
  if (callback !== null) socket.once("secureConnect", callback);
  if (carrier === undefined) startConnection(socket, options);
  // The connection broke off before anything was agreed on.
  socket.on("end", onEarlyEnd as Listener);
  return socket;
}

function startConnection(socket: TLSSocket, options: ConnectOptions): void {
  const { timeout, allowHalfOpen, ...rest } = options;
  const lower = new Socket({ allowHalfOpen });
  if (timeout) socket.setTimeout(timeout);
  for (const name of ["lookup", "connectionAttempt", "connectionAttemptFailed", "connectionAttemptTimeout"]) {
    lower.on(name, ((...values: unknown[]) => socket.emit(name, ...values)) as never);
  }
  lower.connect({ ...rest, host: options.host, port: options.port, path: options.path });
  socket._host = lower._host;
  carry(socket, lower as never);
}

function onEarlyEnd(this: TLSSocket): void {
  if (this._secureEstablished || this.destroyed) return;
  const error = Object.assign(new Error("Client network socket disconnected before secure TLS connection was established"), {
    code: "ECONNRESET",
    path: this._tlsOptions.path,
    host: this._tlsOptions.host,
    port: this._tlsOptions.port,
    localAddress: this._tlsOptions.localAddress,
  });
  this.destroy(error);
}

export function createServer(options?: ServerOptions | Listener, listener?: Listener): Server {
  return new Server(options, listener);
}

/** Fills `out.ALPNProtocols` with the protocols as they go over the wire. */
export function convertALPNProtocols(protocols: unknown, out: { ALPNProtocols?: unknown }): void {
  if (protocols === undefined || protocols === null) return;
  const bytes = protocolBytes(protocols);
  out.ALPNProtocols = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
}

/** `default` and `system` are the same here: the system's authorities. */
export function getCACertificates(type: string = "default"): readonly string[] {
  return type === "extra" ? [] : roots();
}

export { checkServerIdentity, createSecureContext, DEFAULT_MAX_VERSION, DEFAULT_MIN_VERSION, SecureContext, Server, TLSSocket };

const module: Record<string, unknown> = lazyMembers(
  {
    CLIENT_RENEG_LIMIT, CLIENT_RENEG_WINDOW, DEFAULT_CIPHERS, DEFAULT_ECDH_CURVE, connect, convertALPNProtocols, createServer, getCACertificates,
    getCiphers,
  },
  {
    DEFAULT_MAX_VERSION: () => DEFAULT_MAX_VERSION,
    DEFAULT_MIN_VERSION: () => DEFAULT_MIN_VERSION,
    SecureContext: () => SecureContext,
    Server: () => Server,
    TLSSocket: () => TLSSocket,
    checkServerIdentity: () => checkServerIdentity,
    createSecureContext: () => createSecureContext,
  },
);
Object.defineProperty(module, "rootCertificates", { enumerable: true, configurable: true, get: roots });

/** Read when somebody asks: it is a hundred certificates. */
export const rootCertificates: readonly string[] = new Proxy([] as string[], {
  get: (_target, name): unknown => Reflect.get(roots(), name),
  has: (_target, name): boolean => Reflect.has(roots(), name),
  ownKeys: (): (string | symbol)[] => Reflect.ownKeys(roots()),
});

export default module;
