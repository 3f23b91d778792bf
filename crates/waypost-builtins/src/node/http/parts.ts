// node:_http_agent, _http_client, _http_incoming, _http_outgoing and _http_server: the files that node:http is made of
// on Node.js, which some packages reach into.

import { Agent, globalAgent as sharedAgent } from "waypost-internal:node/http/agent";
import { ClientRequest } from "waypost-internal:node/http/client_request";
import { validateHeaderName, validateHeaderValue } from "waypost-internal:node/http/header_checks";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { CHECKING, Server } from "waypost-internal:node/http/server";
import { ServerResponse } from "waypost-internal:node/http/server_response";
import { STATUS_CODES } from "waypost-internal:node/http/status_codes";

export const globalAgent: Agent = sharedAgent();
export const kConnectionsCheckingInterval: typeof CHECKING = CHECKING;

export { Agent, ClientRequest, IncomingMessage, OutgoingMessage, Server, ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue };
export default {
  Agent, ClientRequest, IncomingMessage, OutgoingMessage, Server, ServerResponse, STATUS_CODES, globalAgent, kConnectionsCheckingInterval,
  validateHeaderName, validateHeaderValue,
};
