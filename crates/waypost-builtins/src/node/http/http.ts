// node:http, as far as a handler needs it: the messages of an exchange. Clients and servers of
// one's own are named as missing by the loader when they are used.

import { validateHeaderName, validateHeaderValue } from "waypost-internal:node/http/header_checks";
import { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import { OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { ServerResponse } from "waypost-internal:node/http/server_response";
import { METHODS, STATUS_CODES } from "waypost-internal:node/http/status_codes";

/** How large a request's head may be. */
export const maxHeaderSize: number = 16384;

export { IncomingMessage, METHODS, OutgoingMessage, ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue };

export default {
  IncomingMessage,
  METHODS,
  OutgoingMessage,
  ServerResponse,
  STATUS_CODES,
  maxHeaderSize,
  validateHeaderName,
  validateHeaderValue,
};
