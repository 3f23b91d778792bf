// node:tls: `Server`.

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { clearTimeout, setTimeout } from "waypost-internal:internal/event_loop/event_loop";
import { validateNumber } from "waypost-internal:internal/validators/validators";
import type { Listener } from "waypost-internal:node/events/events";
import { Server as NetServer, type Server as NetServerType, type ServerOptions as NetServerOptions } from "waypost-internal:node/net/server";
import type { Socket } from "waypost-internal:node/net/socket";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import { type ContextOptions, createSecureContext, SecureContext } from "waypost-internal:node/tls/context";
import { TLSSocket } from "waypost-internal:node/tls/socket";

export interface ServerOptions extends ContextOptions, NetServerOptions {
  requestCert?: boolean;
  rejectUnauthorized?: boolean;
  handshakeTimeout?: number;
  ALPNProtocols?: unknown;
}

export type Server = NetServerType & {
  _tlsOptions: ServerOptions;
  _context: SecureContext;
  setSecureContext(options: ContextOptions): void;
};
interface ServerConstructor {
  new (options?: ServerOptions | Listener, listener?: Listener): Server;
  (options?: ServerOptions | Listener, listener?: Listener): Server;
  prototype: Server;
}

const PATIENCE = 120_000;

export const Server: ServerConstructor = function Server(this: Server, given?: ServerOptions | Listener, listener?: Listener): unknown {
  if (!(this instanceof (Server as unknown as Function))) return new Server(given, listener);
  prepareServer(this, given, listener);
  return undefined;
} as unknown as ServerConstructor;
inheritFrom(Server as unknown as Function, NetServer as unknown as Function, "Server");

/** The constructor's work, which `https.Server` shares. */
export function prepareServer(server: Server, given?: ServerOptions | Listener, listener?: Listener): void {
  if (given !== undefined && given !== null && typeof given !== "function" && typeof given !== "object") {
    throw new codes.ERR_INVALID_ARG_TYPE!("options", "object", given);
  }
  const options: ServerOptions = typeof given === "object" && given !== null ? { ...given } : {};
  const onSecure = typeof given === "function" ? given : listener;
  if (options.handshakeTimeout !== undefined) validateNumber(options.handshakeTimeout, "options.handshakeTimeout");
  for (const name of ["SNICallback", "ALPNCallback", "pskCallback"]) {
    if (options[name] !== undefined) throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!(`"${name}" of a TLS server`);
  }
  (NetServer as unknown as Function).call(server, { ...options, allowHalfOpen: options.allowHalfOpen }, (socket: Socket) => secure(server, socket));
  server._tlsOptions = options;
  server._context = options.secureContext instanceof SecureContext ? options.secureContext : createSecureContext(options);
  if (onSecure) server.on("secureConnection", onSecure);
}

function secure(server: Server, carrier: Socket): void {
  const { requestCert, rejectUnauthorized, ALPNProtocols, handshakeTimeout } = server._tlsOptions;
  const refuse = (error: Error): void => {
    server.emit("tlsClientError", error, socket);
    carrier.destroy();
  };
  let socket: TLSSocket;
  try {
    socket = new TLSSocket(carrier as never, {
      isServer: true,
      server,
      secureContext: server._context,
      requestCert: !!requestCert,
      rejectUnauthorized,
      ALPNProtocols,
    });
  } catch (error) {
    socket = undefined as never;
    refuse(error as Error);
    return;
  }
  socket.server = server;
  const timer = setTimeout(() => {
    refuse(nodeError(Error, "ERR_TLS_HANDSHAKE_TIMEOUT", "TLS handshake timeout"));
  }, handshakeTimeout || PATIENCE).unref();
  let isSettled = false;
  const settle = (): boolean => {
    clearTimeout(timer);
    const wasSettled = isSettled;
    isSettled = true;
    return !wasSettled;
  };
  socket.on("error", ((error: Error) => {
    if (settle()) server.emit("tlsClientError", error, socket);
  }) as never);
  socket.once("close", (() => {
    if (settle()) server.emit("tlsClientError", Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }), socket);
  }) as never);
  socket.once("secure", (() => {
    if (settle() && !socket.destroyed) server.emit("secureConnection", socket);
  }) as never);
}

export const serverMethods = {
  setSecureContext(this: Server, options: ContextOptions): void {
    this._context = createSecureContext(options);
  },

  addContext(): never {
    throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("server.addContext()");
  },

  getTicketKeys(): never {
    throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("server.getTicketKeys()");
  },

  setTicketKeys(): never {
    throw new codes.ERR_FEATURE_UNAVAILABLE_ON_PLATFORM!("server.setTicketKeys()");
  },
};
defineMethods(Server.prototype, serverMethods);
