// node:https.

import type { Listener } from "waypost-internal:node/events/events";
import { Agent as HttpAgent, type Agent as HttpAgentType, type AgentOptions } from "waypost-internal:node/http/agent";
import { ClientRequest } from "waypost-internal:node/http/client_request";
import { checkOptions, httpServerMethods, prepareHttp, type Server as HttpServer, type ServerOptions, takeHttp } from "waypost-internal:node/http/server";
import type { Socket } from "waypost-internal:node/net/socket";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import { prepareServer, Server as TlsServer, type ServerOptions as TlsOptions } from "waypost-internal:node/tls/server";
import { connect } from "waypost-internal:node/tls/tls";
import { urlToHttpOptions } from "waypost-internal:node/url/url";
import { URL } from "waypost-internal:web/url/url";

export type Agent = HttpAgentType & { maxCachedSessions: number };
interface AgentConstructor {
  new (options?: AgentOptions): Agent;
  (options?: AgentOptions): Agent;
  prototype: Agent;
}

export const Agent: AgentConstructor = function Agent(this: Agent, given?: AgentOptions): unknown {
  if (!(this instanceof (Agent as unknown as Function))) return new Agent(given);
  (HttpAgent as unknown as Function).call(this, { defaultPort: 443, protocol: "https:", ...given });
  this.defaultPort = 443;
  this.protocol = "https:";
  this.maxCachedSessions = (this.options.maxCachedSessions as number | undefined) ?? 100;
  return undefined;
} as unknown as AgentConstructor;
inheritFrom(Agent as unknown as Function, HttpAgent as unknown as Function, "Agent");

/** What makes one connection another's equal, beside its place. */
const NAMING = [
  "ca", "cert", "clientCertEngine", "ciphers", "key", "pfx", "rejectUnauthorized", "servername", "minVersion", "maxVersion", "secureProtocol",
  "crl", "honorCipherOrder", "ecdhCurve", "dhparam", "secureOptions", "sessionIdContext", "sigalgs", "privateKeyIdentifier", "privateKeyEngine",
];

defineMethods(Agent.prototype, {
  createConnection(this: Agent, ...args: unknown[]): unknown {
    const [first, second] = args;
    const options: Record<string, unknown> = { ...(typeof first === "object" && first !== null ? first : {}) };
    if (typeof first === "number") options.port = first;
    if (typeof second === "string") options.host = second;
    else if (typeof second === "object" && second !== null) Object.assign(options, second);
    if (options.socketPath) options.path = options.socketPath;
    // HTTP is all that is spoken here.
    options.ALPNProtocols ??= ["http/1.1"];
    return connect(options);
  },

  getName(this: Agent, options: AgentOptions = {}): string {
    let name = (HttpAgent.prototype.getName as (this: Agent, options: AgentOptions) => string).call(this, options);
    for (const key of NAMING) {
      name += ":";
      const value = options[key];
      if (key === "rejectUnauthorized" ? value !== undefined : value && !(key === "servername" && value === options.host)) name += String(value);
    }
    return name;
  },
});

let shared: Agent | undefined;

function sharedAgent(): Agent {
  return (shared ??= new Agent({ keepAlive: true, scheduling: "lifo", timeout: 5000 }));
}

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

export function createServer(options?: (ServerOptions & TlsOptions) | Listener, listener?: Listener): Server {
  return new Server(options, listener);
}

/**
 * Agents of packages (`agent-base`) find out whether a connection is to be secure by looking for
 * `node:https:` in the stack of whoever asks for their protocol. So that is a function's name.
 */
const maker = {
  "node:https:request"(options: object, callback: unknown): ClientRequest {
    return new ClientRequest(options, callback);
  },
};

export function request(...args: unknown[]): ClientRequest {
  const rest = [...args];
  let options: Record<string, unknown> = {};
  if (typeof rest[0] === "string") options = urlToHttpOptions(new URL(rest.shift() as string)) as Record<string, unknown>;
  else if (rest[0] instanceof URL) options = urlToHttpOptions(rest.shift() as URL) as Record<string, unknown>;
  if (rest[0] && typeof rest[0] !== "function") Object.assign(options, rest.shift());
  options._defaultAgent = sharedAgent();
  return maker["node:https:request"](options, rest[0]);
}

export function get(...args: unknown[]): ClientRequest {
  const made = request(...args);
  made.end();
  return made;
}

const module: Record<string, unknown> = { Agent, Server, createServer, get, request };
Object.defineProperty(module, "globalAgent", {
  enumerable: true,
  configurable: true,
  get: sharedAgent,
  set(agent: Agent): void {
    shared = agent;
  },
});

export const globalAgent: Agent = sharedAgent();

export default module;
