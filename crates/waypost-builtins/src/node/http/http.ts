// node:http.

import type { Listener } from "waypost-internal:node/events/events";
import { Agent, globalAgent as sharedAgent, setGlobalAgent } from "waypost-internal:node/http/agent";
import { ClientRequest } from "waypost-internal:node/http/client_request";
import { validateHeaderName, validateHeaderValue } from "waypost-internal:node/http/header_checks";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { MAX_HEADER_SIZE } from "waypost-internal:node/http/parser";
import { Server, type ServerOptions } from "waypost-internal:node/http/server";
import { ServerResponse } from "waypost-internal:node/http/server_response";
import { METHODS, STATUS_CODES } from "waypost-internal:node/http/status_codes";
import { validateInteger } from "waypost-internal:internal/validators/validators";

/** How large a request's head may be. */
export const maxHeaderSize: number = MAX_HEADER_SIZE;

export function createServer(options?: ServerOptions | Listener, listener?: Listener): Server {
  return new Server(options, listener);
}

export function request(url: unknown, options?: unknown, callback?: unknown): ClientRequest {
  return new ClientRequest(url, options, callback);
}

export function get(url: unknown, options?: unknown, callback?: unknown): ClientRequest {
  const made = request(url, options, callback);
  made.end();
  return made;
}

/** Parsers cost little here; there is no pool of them. */
export function setMaxIdleHTTPParsers(max: number): void {
  validateInteger(max, "max", 1);
}

const module: Record<string, unknown> = {
  Agent,
  ClientRequest,
  IncomingMessage,
  METHODS,
  OutgoingMessage,
  STATUS_CODES,
  Server,
  ServerResponse,
  createServer,
  get,
  maxHeaderSize,
  request,
  setMaxIdleHTTPParsers,
  validateHeaderName,
  validateHeaderValue,
};
Object.defineProperty(module, "globalAgent", { enumerable: true, configurable: true, get: sharedAgent, set: setGlobalAgent });

/** The agent of requests that name none, made when it is first needed. */
export const globalAgent: Agent = sharedAgent();

export {
  Agent, ClientRequest, IncomingMessage, METHODS, OutgoingMessage, Server, ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue,
};
export default module;
