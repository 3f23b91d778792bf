// node:_http_common: what Node.js's files of node:http share, and some packages use.

import { isHeaderToken, isInvalidHeaderText } from "waypost-internal:node/http/header_checks";
import { HTTPParser } from "waypost-internal:node/http/http_parser";
import { METHODS } from "waypost-internal:node/http/status_codes";

export const CRLF: string = "\r\n";
export const chunkExpression: RegExp = /(?:^|\W)chunked(?:$|\W)/i;
export const continueExpression: RegExp = /(?:^|\W)100-continue(?:$|\W)/i;
export const methods: string[] = METHODS;

export function _checkIsHttpToken(value: unknown): boolean {
  return isHeaderToken(value);
}

export function _checkInvalidHeaderChar(value: unknown): boolean {
  return isInvalidHeaderText(value);
}

export { HTTPParser };
export default { CRLF, HTTPParser, _checkInvalidHeaderChar, _checkIsHttpToken, chunkExpression, continueExpression, methods };
