// The server of node:https: that of node:tls, with HTTP on its connections.

import type { Listener } from "waypost-internal:node/events/events";
import { checkOptions, httpServerMethods, prepareHttp, type Server as HttpServer, type ServerOptions, takeHttp } from "waypost-internal:node/http/server";
import type { Socket } from "waypost-internal:node/net/socket";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import { prepareServer, Server as TlsServer, type ServerOptions as TlsOptions } from "waypost-internal:node/tls/server";

export type Server = HttpServer;
interface ServerConstructor {
  new (options?: (ServerOptions & TlsOptions) | Listener, listener?: Listener): Server;
  (options?: (ServerOptions & TlsOptions) | Listener, listener?: Listener): Server;
  prototype: Server;
}

export const Server: ServerConstructor = function Server(this: Server, given?: (ServerOptions & TlsOptions) | Listener, listener?: Listener): unknown {
  if (!(this instanceof (Server as unknown as Function))) return new Server(given, listener);
  const options = checkOptions(given);
  const onRequest = typeof given === "function" ? given : listener;
  const secure = { noDelay: true, ...options, allowHalfOpen: true, ALPNProtocols: (options as TlsOptions).ALPNProtocols ?? ["http/1.1"] };
  prepareServer(this as never, secure as TlsOptions, undefined);
  prepareHttp(this, options, onRequest);
  this.on("secureConnection", ((socket: Socket) => takeHttp(this, socket)) as unknown as Listener);
  this.on("tlsClientError", ((error: Error, socket: Socket) => {
    if (!this.emit("clientError", error, socket)) socket.destroy();
  }) as unknown as Listener);
  return undefined;
} as unknown as ServerConstructor;
inheritFrom(Server as unknown as Function, TlsServer as unknown as Function, "Server");
defineMethods(Server.prototype, httpServerMethods);
