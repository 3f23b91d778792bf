// node:tls: `TLSSocket`: a socket whose handle encrypts. It stands on another socket, its own or one
// that it was given midway, or on any stream.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { nextTick, setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { isIP } from "waypost-internal:node/net/address";
import { SystemHandle } from "waypost-internal:node/net/handle";
import { Socket, type SocketOptions } from "waypost-internal:node/net/socket";
import { defineAccessors, defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import type { AnyStream } from "waypost-internal:node/stream/types";
import { type Certificate, describeCertificate, describeChain } from "waypost-internal:node/tls/certificate";
import { type ContextOptions, contextFor, SecureContext } from "waypost-internal:node/tls/context";
import { StreamHandle, TlsHandle } from "waypost-internal:node/tls/handle";
import { op_tls_client, op_tls_details, op_tls_export, op_tls_server } from "waypost-native:node/tls";

export interface TLSSocketOptions extends ContextOptions, SocketOptions {
  isServer?: boolean;
  /** Set by `connect`: the handshake does not wait for a write. */
  startsAtOnce?: boolean;
  server?: unknown;
  requestCert?: boolean;
  rejectUnauthorized?: boolean;
  ALPNProtocols?: unknown;
  servername?: string;
  host?: string;
  checkServerIdentity?: (host: string, certificate: Certificate) => Error | undefined;
}

export type TLSSocket = Omit<Socket, "_handle"> & {
  encrypted: true;
  authorized: boolean;
  authorizationError: Error | string | null;
  alpnProtocol: string | false | null;
  servername: string | false | null;
  secureConnecting: boolean;
  ssl: TlsHandle | null;
  _tlsOptions: TLSSocketOptions;
  _handle: TlsHandle | null;
  _secureEstablished: boolean;
  _details: ReturnType<typeof op_tls_details> | undefined;
  _securePending: boolean;
  _start(): void;
  _secured(): void;
  getPeerCertificate(detailed?: boolean): Certificate | object | null;
};
interface TLSSocketConstructor {
  new (socket?: AnyStream, options?: TLSSocketOptions): TLSSocket;
  (socket?: AnyStream, options?: TLSSocketOptions): TLSSocket;
  prototype: TLSSocket;
}

export const TLSSocket: TLSSocketConstructor = function TLSSocket(this: TLSSocket, carrier?: AnyStream, given: TLSSocketOptions = {}): unknown {
  if (!(this instanceof (TLSSocket as unknown as Function))) return new TLSSocket(carrier, given);
  const options = { ...given };
  const half = carrier ? carrier.allowHalfOpen : options.allowHalfOpen;
  (Socket as unknown as Function).call(this, {
    allowHalfOpen: half,
    highWaterMark: options.highWaterMark,
    onread: carrier ? undefined : options.onread,
    signal: options.signal,
  });
  this._tlsOptions = options;
  this.encrypted = true;
  this.authorized = false;
  this.authorizationError = null;
  this.alpnProtocol = null;
  this.servername = null;
  this.secureConnecting = true;
  this.ssl = null;
  this._secureEstablished = false;
  this._details = undefined;
  if (carrier) carry(this, carrier);
  // Handshake and alerts are to be read before anybody asks for data.
  this.read(0);
  return undefined;
} as unknown as TLSSocketConstructor;
inheritFrom(TLSSocket as unknown as Function, Socket as unknown as Function, "TLSSocket");

const prototype = TLSSocket.prototype as TLSSocket & Record<string, unknown>;

/** Puts the connection on what carries it, at once or when that is connected. */
export function carry(socket: TLSSocket, carrier: AnyStream): void {
  const lower = carrier as Socket;
  const isSocket = carrier instanceof (Socket as unknown as Function);
  socket._parent = isSocket ? lower : null;
  carrier.once("close", (() => socket.destroy()) as never);
  if (!isSocket || !(lower._handle instanceof SystemHandle || lower.connecting)) {
    begin(socket, new StreamHandle(carrier), [], carrier);
    return;
  }
  carrier.on("error", ((error: Error) => socket.destroy(error)) as never);
  if (!lower.connecting) {
    takeOver(socket, lower);
    return;
  }
  socket.connecting = true;
  lower.once("connect", (() => {
    socket.connecting = false;
    takeOver(socket, lower);
    socket.emit("connect");
    socket.emit("ready");
    socket.read(0);
  }) as never);
}

/** From now on the socket's bytes are the connection's; those that it holds already come first. */
function takeOver(socket: TLSSocket, lower: Socket): void {
  const early: Uint8Array[] = [];
  for (let piece = lower.read(); piece !== null && piece !== undefined; piece = lower.read()) {
    early.push(typeof piece === "string" ? (Buffer.from(piece, "latin1") as unknown as Uint8Array) : (piece as Uint8Array));
  }
  begin(socket, lower._handle as SystemHandle, early, lower);
}

function begin(socket: TLSSocket, lower: SystemHandle | StreamHandle, early: Uint8Array[], carrier: AnyStream): void {
  const closeLower = (done: (() => void) | undefined, isReset: boolean): void => {
    if (done !== undefined) {
      if (carrier.closed) setImmediate(done);
      else carrier.once("close", done as never);
    }
    if (isReset && typeof carrier.resetAndDestroy === "function") carrier.resetAndDestroy();
    else carrier.destroy();
  };
  const handle = new TlsHandle(openEngine(socket), lower, closeLower);
  socket.ssl = handle;
  handle.onsecure = (): void => socket._secured();
  handle.onfailure = (error): void => failed(socket, error);
  socket._adopt(handle);
  handle.prepare(early);
  // A client that was not made by `connect` begins when it first writes.
  if (socket._tlsOptions.isServer || socket._tlsOptions.startsAtOnce) handle.start();
}

function openEngine(socket: TLSSocket): number {
  const options = socket._tlsOptions;
  const context = options.secureContext instanceof SecureContext ? options.secureContext : contextFor(options);
  // It must live as long as the connection is being made.
  options.secureContext = context;
  const strict = options.rejectUnauthorized !== false;
  const protocols = protocolBytes(options.ALPNProtocols);
  const { id } = context.context;
  if (options.isServer) return op_tls_server(id, !!options.requestCert, !!options.requestCert && strict, protocols);
  const name = options.servername || "";
  return op_tls_client(id, name || options.host || "", name !== "", strict, protocols);
}

/** Protocols for ALPN, length-prefixed. */
export function protocolBytes(given: unknown): Uint8Array {
  if (given === undefined || given === null) return new Uint8Array(0);
  if (Array.isArray(given)) {
    const bytes: number[] = [];
    given.forEach((name: unknown, index) => {
      const piece = Buffer.from(name as string) as unknown as Uint8Array;
      if (piece.length > 255) {
        throw new codes.ERR_OUT_OF_RANGE!(`The byte length of the protocol at index ${index} exceeds the maximum length.`, "<= 255", piece.length, true);
      }
      bytes.push(piece.length, ...piece);
    });
    return Uint8Array.from(bytes);
  }
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength).slice();
  throw new codes.ERR_INVALID_ARG_TYPE!("options.ALPNProtocols", ["Array", "Buffer", "TypedArray", "DataView"], given);
}

/** The handshake failed, or the connection broke its rules. */
function failed(socket: TLSSocket, error: Error): void {
  const { code } = error as { code?: string };
  if (!socket._secureEstablished && code !== undefined && !code.startsWith("ERR_SSL_")) socket.authorizationError = code;
  if (socket._tlsOptions.isServer && !socket._secureEstablished) socket.emit("_tlsError", error);
  // What the engine has to say about it is on its way already.
  setImmediate(() => socket.destroy(error));
}

/** Why the peer is not to be trusted; undefined when it is. */
function verdictOf(socket: TLSSocket): Error | undefined {
  const [, , , , , code, message] = detailsOf(socket);
  if (code !== null && code !== undefined) return Object.assign(new Error(message as string), { code });
  const options = socket._tlsOptions;
  const certificate = socket.getPeerCertificate(true) as Certificate;
  if (options.isServer) return undefined;
  const expired = dateError(certificate);
  if (expired !== undefined) return expired;
  const host = options.servername || options.host || (socket._parent?._host ?? "") || "localhost";
  return options.checkServerIdentity?.(host, certificate);
}

function dateError(certificate: Certificate): Error | undefined {
  const now = Date.now();
  if (now > Date.parse(certificate.valid_to)) return Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" });
  if (now < Date.parse(certificate.valid_from)) return Object.assign(new Error("certificate is not yet valid"), { code: "CERT_NOT_YET_VALID" });
  return undefined;
}

function detailsOf(socket: TLSSocket): ReturnType<typeof op_tls_details> {
  const handle = socket.ssl;
  if (handle === null) return [null, null, null, null, false, null, null];
  if (socket._details !== undefined) return socket._details;
  const details = op_tls_details(handle.id);
  if (socket._secureEstablished) socket._details = details;
  return details;
}

function chainOf(socket: TLSSocket): Uint8Array[] {
  if (socket._handle === null && socket._details === undefined) return [];
  return detailsOf(socket).slice(7) as Uint8Array[];
}

function nodeCipherName(standard: string): string {
  if (!standard.startsWith("TLS_") || !standard.includes("_WITH_")) return standard.replace(/^TLS13_/, "TLS_");
  return standard
    .slice(4)
    .replace("_WITH_", "-")
    .replace(/AES_(\d+)_/, "AES$1-")
    .replace("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")
    .replaceAll("_", "-");
}

defineMethods(prototype, {
  _start(this: TLSSocket): void {
    this._tlsOptions.startsAtOnce = true;
    this.ssl?.start();
  },

  /** The handshake is over: may the peer be trusted? */
  _secured(this: TLSSocket): void {
    const options = this._tlsOptions;
    this._secureEstablished = true;
    const details = detailsOf(this);
    this.alpnProtocol = details[2] ?? false;
    this.servername = options.isServer ? (details[3] ?? false) : options.servername || null;
    const hasPeer = details.length > 7;
    const error = hasPeer ? verdictOf(this) : options.isServer ? undefined : nodeError(Error, "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE", "peer did not return a certificate");
    this.secureConnecting = false;
    if (error !== undefined) {
      this.authorized = false;
      this.authorizationError = (error as { code?: string }).code ?? error.message;
      if (options.rejectUnauthorized !== false && !(options.isServer && !options.requestCert)) {
        this.destroy(error);
        return;
      }
    } else this.authorized = !options.isServer || hasPeer;
    this._handle?.release();
    this.emit("secure");
    if (!options.isServer) this.emit("secureConnect");
    if (this.readable && !(this as never as { isPaused(): boolean }).isPaused()) this.read(0);
  },

  getPeerCertificate(this: TLSSocket, detailed: boolean = false): Certificate | object | null {
    const chain = chainOf(this);
    if (chain.length === 0) return this._handle === null ? null : {};
    return detailed ? describeChain(chain) : describeCertificate(chain[0] as Uint8Array);
  },

  getCertificate(this: TLSSocket): object | null {
    return this._handle === null ? null : {};
  },

  getProtocol(this: TLSSocket): string | null {
    return this._handle === null ? null : detailsOf(this)[0];
  },

  getCipher(this: TLSSocket): object | undefined {
    const [version, name] = detailsOf(this);
    if (name === null) return undefined;
    const standardName = name.replace(/^TLS13_/, "TLS_");
    return { name: nodeCipherName(name), standardName, version: version === "TLSv1.3" ? "TLSv1.3" : "TLSv1.2" };
  },

  isSessionReused(this: TLSSocket): boolean {
    return detailsOf(this)[4];
  },

  /** Sessions are kept by the context and resumed without being asked. */
  getSession(): undefined {
    return undefined;
  },

  setSession(): void {},

  getTLSTicket(): undefined {
    return undefined;
  },

  getEphemeralKeyInfo(this: TLSSocket): object | null {
    return this._tlsOptions.isServer ? null : {};
  },

  getFinished(): undefined {
    return undefined;
  },

  getPeerFinished(): undefined {
    return undefined;
  },

  getSharedSigalgs(): string[] {
    return [];
  },

  exportKeyingMaterial(this: TLSSocket, length: number, label: string, context?: Uint8Array): unknown {
    if (this.ssl === null || !this._secureEstablished || this._handle === null) {
      throw nodeError(Error, "ERR_TLS_INVALID_STATE", "TLS socket connection must be securely established");
    }
    const bytes = op_tls_export(this.ssl.id, length, label, context ?? null);
    return Buffer.from(bytes.buffer as ArrayBuffer);
  },

  renegotiate(_options: object, callback?: (error: Error) => void): boolean {
    const error = nodeError(Error, "ERR_TLS_RENEGOTIATION_DISABLED", "TLS session renegotiation disabled for this socket");
    if (typeof callback === "function") nextTick(() => callback(error));
    return false;
  },

  disableRenegotiation(): void {},
  enableTrace(): void {},
  setMaxSendFragment(): boolean {
    return true;
  },

  setServername(this: TLSSocket, name: string): void {
    if (typeof name !== "string") throw new codes.ERR_INVALID_ARG_TYPE!("name", "string", name);
    if (this._tlsOptions.isServer) throw nodeError(Error, "ERR_TLS_SNI_FROM_SERVER", "Cannot issue SNI from a TLS server-side socket");
    if (isIP(name) === 0) this._tlsOptions.servername = name;
  },

  setKeyCert(): never {
    throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("tlsSocket.setKeyCert()");
  },
});

defineAccessors(prototype, {
  // What stands between the handshake and the first data is still "connecting" for a listener.
  _connecting: {
    get(this: TLSSocket): boolean {
      return this.connecting;
    },
  },
});
