// node:http.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import type { Listener } from "waypost-internal:node/events/events";
import { Agent, globalAgent as sharedAgent, setGlobalAgent } from "waypost-internal:node/http/agent";
import { ClientRequest } from "waypost-internal:node/http/client_request";
import { defaultAgent } from "waypost-internal:node/http/default_agent";
import { validateHeaderName, validateHeaderValue } from "waypost-internal:node/http/header_checks";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { MAX_HEADER_SIZE } from "waypost-internal:node/http/parser";
import { Server, type ServerOptions } from "waypost-internal:node/http/server";
import { ServerResponse } from "waypost-internal:node/http/server_response";
import { METHODS, STATUS_CODES } from "waypost-internal:node/http/status_codes";
import { validateInteger } from "waypost-internal:internal/validators/validators";

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

const module: Record<string, unknown> = lazyMembers({ createServer, get, request, setMaxIdleHTTPParsers }, {
  Agent: () => Agent,
  ClientRequest: () => ClientRequest,
  IncomingMessage: () => IncomingMessage,
  METHODS: () => METHODS,
  OutgoingMessage: () => OutgoingMessage,
  STATUS_CODES: () => STATUS_CODES,
  Server: () => Server,
  ServerResponse: () => ServerResponse,
  maxHeaderSize: () => MAX_HEADER_SIZE,
  validateHeaderName: () => validateHeaderName,
  validateHeaderValue: () => validateHeaderValue,
});
Object.defineProperty(module, "globalAgent", { enumerable: true, configurable: true, get: sharedAgent, set: setGlobalAgent });

export {
  Agent, ClientRequest, IncomingMessage, METHODS, OutgoingMessage, Server, ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue,
  defaultAgent as globalAgent, MAX_HEADER_SIZE as maxHeaderSize,
};
export default module;
