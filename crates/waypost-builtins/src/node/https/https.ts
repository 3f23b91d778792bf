// node:https.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import type { Listener } from "waypost-internal:node/events/events";
import { ClientRequest } from "waypost-internal:node/http/client_request";
import type { ServerOptions } from "waypost-internal:node/http/server";
import { Agent, setSharedAgent, sharedAgent } from "waypost-internal:node/https/agent";
import { defaultAgent } from "waypost-internal:node/https/default_agent";
import { Server } from "waypost-internal:node/https/server";
import type { ServerOptions as TlsOptions } from "waypost-internal:node/tls/server";
import { urlToHttpOptions } from "waypost-internal:node/url/url";
import { URL } from "waypost-internal:web/url/url";

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

const module: Record<string, unknown> = lazyMembers({ createServer, get, request }, { Agent: () => Agent, Server: () => Server });
Object.defineProperty(module, "globalAgent", { enumerable: true, configurable: true, get: sharedAgent, set: setSharedAgent });

export { Agent, Server, defaultAgent as globalAgent };
export default module;
