// node:http: `Agent`: which request goes over which connection, and which connections are kept.

import { runIn } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { validateNumber, validateOneOf, validateString } from "waypost-internal:internal/validators/validators";
import { EventEmitter, type Listener } from "waypost-internal:node/events/events";
import type { ClientRequest } from "waypost-internal:node/http/client_request";
import { isIP } from "waypost-internal:node/net/address";
import { connect } from "waypost-internal:node/net/net";
import type { Socket } from "waypost-internal:node/net/socket";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import type { AnyStream } from "waypost-internal:node/stream/types";

export interface AgentOptions {
  keepAlive?: boolean;
  keepAliveMsecs?: number;
  maxSockets?: number;
  maxFreeSockets?: number;
  maxTotalSockets?: number;
  scheduling?: "lifo" | "fifo";
  timeout?: number;
  [name: string]: unknown;
}

type Connected = (error: Error | null, socket?: AnyStream) => void;
type Waiting = { request: ClientRequest; options: AgentOptions };

export type Agent = EventEmitter & {
  options: AgentOptions;
  requests: Record<string, Waiting[]>;
  sockets: Record<string, Socket[]>;
  freeSockets: Record<string, Socket[]>;
  keepAlive: boolean;
  keepAliveMsecs: number;
  maxSockets: number;
  maxFreeSockets: number;
  maxTotalSockets: number;
  totalSocketCount: number;
  scheduling: "lifo" | "fifo";
  defaultPort: number;
  protocol: string;
  createConnection(options: AgentOptions, callback?: Connected): AnyStream | undefined;
  getName(options?: AgentOptions): string;
  addRequest(request: ClientRequest, options: AgentOptions, port?: unknown, localAddress?: unknown): void;
  createSocket(request: ClientRequest, options: AgentOptions, callback: (error: Error | null, socket?: Socket) => void): void;
  removeSocket(socket: Socket, options: AgentOptions): void;
  keepSocketAlive(socket: Socket): boolean;
  reuseSocket(socket: Socket, request: ClientRequest): void;
  destroy(): void;
};
interface AgentConstructor {
  new (options?: AgentOptions): Agent;
  (options?: AgentOptions): Agent;
  prototype: Agent;
  defaultMaxSockets: number;
}

/** What an agent keeps on its sockets. */
type Pooled = Socket & { _httpMessage: ClientRequest | null; _agentKey?: string; _onAgentTimeout?: (() => void) | undefined };

function ignoreError(): void {}

export const Agent: AgentConstructor = function Agent(this: Agent, given?: AgentOptions): unknown {
  if (!(this instanceof (Agent as unknown as Function))) return new Agent(given);
  (EventEmitter as unknown as Function).call(this);
  this.options = { __proto__: null, ...given } as AgentOptions;
  const { options } = this;
  if (options.noDelay === undefined) options.noDelay = true;
  // A path is the request's, and a connection's only when it is a socket's.
  options.path = null;
  this.requests = Object.create(null) as Record<string, Waiting[]>;
  this.sockets = Object.create(null) as Record<string, Socket[]>;
  this.freeSockets = Object.create(null) as Record<string, Socket[]>;
  this.keepAliveMsecs = options.keepAliveMsecs || 1000;
  this.keepAlive = options.keepAlive || false;
  this.maxSockets = options.maxSockets || Agent.defaultMaxSockets;
  this.maxFreeSockets = options.maxFreeSockets || 256;
  this.scheduling = options.scheduling || "lifo";
  this.maxTotalSockets = options.maxTotalSockets as number;
  this.totalSocketCount = 0;
  this.defaultPort = (options.defaultPort as number | undefined) || 80;
  this.protocol = (options.protocol as string | undefined) || "http:";
  validateOneOf(this.scheduling, "scheduling", ["fifo", "lifo"]);
  if (this.maxTotalSockets !== undefined) validateNumber(this.maxTotalSockets, "maxTotalSockets", 1);
  else this.maxTotalSockets = Number.POSITIVE_INFINITY;
  this.on("free", ((socket: Pooled, socketOptions: AgentOptions) => onFree(this, socket, socketOptions)) as unknown as Listener);
  return undefined;
} as unknown as AgentConstructor;
inheritFrom(Agent as unknown as Function, EventEmitter as unknown as Function, "Agent");
Agent.defaultMaxSockets = Number.POSITIVE_INFINITY;

/** A connection has no request any more: the next one takes it, or it is kept, or it is closed. */
function onFree(agent: Agent, socket: Pooled, options: AgentOptions): void {
  const name = agent.getName(options);
  // It may be that of a server that has closed it meanwhile.
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const waiting = agent.requests[name];
  if (waiting && waiting.length > 0) {
    const { request } = waiting.shift() as Waiting;
    agent.reuseSocket(socket, request);
    give(agent, request, socket);
    if (waiting.length === 0) delete agent.requests[name];
    return;
  }
  const request = socket._httpMessage;
  if (!request?.shouldKeepAlive || !agent.keepAlive) {
    socket.destroy();
    return;
  }
  const free = agent.freeSockets[name] ?? [];
  const count = free.length + (agent.sockets[name]?.length ?? 0);
  if (agent.totalSocketCount > agent.maxTotalSockets || count > agent.maxSockets || free.length >= agent.maxFreeSockets || !agent.keepSocketAlive(socket)) {
    socket.destroy();
    return;
  }
  agent.freeSockets[name] = free;
  socket._httpMessage = null;
  detach(agent, socket, options);
  socket.once("error", ignoreError as never);
  free.push(socket);
}

/** The connection is in use no longer, but not closed either. */
function detach(agent: Agent, socket: Pooled, options: AgentOptions): void {
  const name = agent.getName(options);
  const used = agent.sockets[name];
  const at = used?.indexOf(socket) ?? -1;
  if (used === undefined || at < 0) return;
  used.splice(at, 1);
  if (used.length === 0) delete agent.sockets[name];
}

/** Gives a connection to a request, in that request's context. */
function give(agent: Agent, request: ClientRequest, socket: Socket): void {
  runIn(request._frame, () => {
    request.onSocket(socket);
    const { timeout } = request;
    const own = agent.options.timeout || 0;
    if (timeout === undefined || timeout === own) return;
    socket.setTimeout(timeout);
  });
}

function useListeners(agent: Agent, socket: Pooled, options: AgentOptions): void {
  const onFree = (): void => {
    agent.emit("free", socket, options);
  };
  const onClose = (): void => {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
  };
  const onTimeout = (): void => {
    // An idle connection is closed; one in use tells its request.
    for (const free of Object.values(agent.freeSockets)) {
      if (free.includes(socket)) {
        socket.destroy();
        return;
      }
    }
  };
  const onRemove = (): void => {
    agent.totalSocketCount--;
    agent.removeSocket(socket, options);
    socket.removeListener("close", onClose as never);
    socket.removeListener("free", onFree as never);
    socket.removeListener("timeout", onTimeout as never);
    socket.removeListener("agentRemove", onRemove as never);
  };
  socket.on("free", onFree as never);
  socket.on("close", onClose as never);
  socket.on("timeout", onTimeout as never);
  socket.on("agentRemove", onRemove as never);
}

/** The name that TLS asks for: that of the `Host` header, when there is one. */
export function serverNameOf(options: AgentOptions, request: ClientRequest | undefined): string {
  let name = options.host as string;
  const header = request?.getHeader("host");
  if (header) {
    validateString(header, "options.headers.host");
    name = header.startsWith("[") ? header.slice(1, Math.max(header.indexOf("]"), 1)) : (header.split(":", 1)[0] as string);
  }
  return isIP(name) ? "" : name;
}

defineMethods(Agent.prototype, {
  createConnection(this: Agent, ...args: unknown[]): AnyStream {
    return connect(...args);
  },

  /** Connections of one name may serve each other's requests. */
  getName(this: Agent, options: AgentOptions = {}): string {
    let name = `${(options.host as string | undefined) || "localhost"}:`;
    if (options.port) name += String(options.port);
    name += ":";
    if (options.localAddress) name += options.localAddress as string;
    if (options.family === 4 || options.family === 6) name += `:${options.family}`;
    if (options.socketPath) name += `:${options.socketPath as string}`;
    return name;
  },

  addRequest(this: Agent, request: ClientRequest, given: AgentOptions | string, port?: unknown, localAddress?: unknown): void {
    // An old form: host, port and local address one by one.
    const base = typeof given === "string" ? { host: given, port, localAddress } : given;
    const options: AgentOptions = { __proto__: null, ...base, ...this.options } as AgentOptions;
    if (options.socketPath) options.path = options.socketPath;
    normalizeServerName(options, request);
    const name = this.getName(options);
    this.sockets[name] ??= [];
    const free = this.freeSockets[name];
    let socket: Pooled | undefined;
    while (free && free.length > 0 && socket === undefined) {
      const one = (this.scheduling === "fifo" ? free.shift() : free.pop()) as Pooled;
      if (one.destroyed || !one.writable) continue;
      socket = one;
    }
    if (free?.length === 0) delete this.freeSockets[name];
    const inUse = (this.sockets[name] as Socket[]).length + (this.freeSockets[name]?.length ?? 0);
    if (socket !== undefined) {
      this.reuseSocket(socket, request);
      give(this, request, socket);
      (this.sockets[name] as Socket[]).push(socket);
    } else if (inUse < this.maxSockets && this.totalSocketCount < this.maxTotalSockets) {
      this.createSocket(request, options, (error, made) => {
        if (error) request.onSocket(made as never, error);
        else give(this, request, made as Socket);
      });
    } else {
      (this.requests[name] ??= []).push({ request, options });
    }
  },

  createSocket(this: Agent, request: ClientRequest, given: AgentOptions, callback: (error: Error | null, socket?: Socket) => void): void {
    const options: AgentOptions = { __proto__: null, ...given, ...this.options } as AgentOptions;
    if (options.socketPath) options.path = options.socketPath;
    normalizeServerName(options, request);
    // A timeout of the request begins with the connection.
    const { timeout } = request;
    if (timeout) options.timeout = timeout;
    const name = this.getName(options);
    options._agentKey = name;
    options.encoding = null;
    let isDone = false;
    const done: Connected = (error, stream) => {
      if (isDone) return;
      isDone = true;
      if (error || !stream) {
        callback(error ?? new codes.ERR_INVALID_RETURN_VALUE!("a socket", "createConnection", stream));
        return;
      }
      const socket = stream as Pooled;
      (this.sockets[name] ??= []).push(socket);
      this.totalSocketCount++;
      useListeners(this, socket, options);
      callback(null, socket);
    };
    if (this.keepAlive) {
      options.keepAlive = this.keepAlive;
      options.keepAliveInitialDelay = this.keepAliveMsecs;
    }
    let made: AnyStream | undefined;
    try {
      made = this.createConnection(options, done);
    } catch (error) {
      done(error as Error);
      return;
    }
    if (made) done(null, made);
  },

  /** A connection is gone: whoever waits for one gets another. */
  removeSocket(this: Agent, socket: Socket, options: AgentOptions): void {
    const name = this.getName(options);
    const lists = socket.writable ? [this.sockets] : [this.sockets, this.freeSockets];
    for (const sockets of lists) {
      const list = sockets[name];
      const at = list?.indexOf(socket) ?? -1;
      if (list === undefined || at < 0) continue;
      list.splice(at, 1);
      if (list.length === 0) delete sockets[name];
    }
    const waiting = this.requests[name];
    const next = waiting?.[0] ?? nextWaiting(this);
    if (next === undefined) return;
    const { request } = next;
    runIn(request._frame, () => {
      this.createSocket(request, next.options, (error, made) => {
        if (error) request.onSocket(made as never, error);
        else (made as Socket).emit("free");
      });
    });
  },

  keepSocketAlive(this: Agent, socket: Socket): boolean {
    socket.setKeepAlive(true, this.keepAliveMsecs);
    socket.unref();
    let patience = this.options.timeout || 0;
    const hint = keepAliveHint((socket as Pooled)._httpMessage);
    if (hint !== undefined) {
      // The server closes it at that time: one second earlier nobody is caught in between.
      const limit = hint * 1000 - 1000;
      if (limit <= 0) return false;
      if (!patience || limit < patience) patience = limit;
    }
    if (socket.timeout !== patience) socket.setTimeout(patience);
    return true;
  },

  reuseSocket(this: Agent, socket: Socket, request: ClientRequest): void {
    socket.removeListener("error", ignoreError as never);
    request.reusedSocket = true;
    socket.ref();
    const own = this.options.timeout || 0;
    if (socket.timeout !== own) socket.setTimeout(own);
  },

  destroy(this: Agent): void {
    for (const set of [this.freeSockets, this.sockets]) {
      for (const list of Object.values(set)) for (const socket of [...list]) socket.destroy();
    }
  },
});

function normalizeServerName(options: AgentOptions, request: ClientRequest): void {
  if (!options.servername && options.servername !== "") options.servername = serverNameOf(options, request);
}

/** The first request of any name, when connections are bounded altogether. */
function nextWaiting(agent: Agent): Waiting | undefined {
  if (agent.maxTotalSockets === Number.POSITIVE_INFINITY) return undefined;
  for (const [name, list] of Object.entries(agent.requests)) {
    if (list.length > 0 && (agent.sockets[name]?.length ?? 0) < agent.maxSockets) return list[0];
  }
  return undefined;
}

/** Seconds that the server keeps the connection, as it said itself. */
function keepAliveHint(request: ClientRequest | null): number | undefined {
  const header = request?.res?.headers["keep-alive"];
  const match = typeof header === "string" ? /^timeout=(\d+)/.exec(header) : null;
  return match === null ? undefined : Number(match[1]);
}

let shared: Agent | undefined;

export function globalAgent(): Agent {
  return (shared ??= new Agent({ keepAlive: true, scheduling: "lifo", timeout: 5000 }));
}

export function setGlobalAgent(agent: Agent): void {
  shared = agent;
}
