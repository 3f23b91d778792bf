// Errors of HTTP/2, by the numbers of https://www.rfc-editor.org/rfc/rfc9113#section-7

import { nodeError } from "waypost-internal:internal/errors/errors";

export const ERROR_NAMES: readonly string[] = [
  "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
  "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
];
export const NO_ERROR = 0;
export const PROTOCOL_ERROR = 1;
export const INTERNAL_ERROR = 2;
export const FLOW_CONTROL_ERROR = 3;
export const REFUSED_STREAM = 7;
export const CANCEL = 8;
export const COMPRESSION_ERROR = 9;
export const ENHANCE_YOUR_CALM = 11;

function nameOf(number: number): string {
  return ERROR_NAMES[number] === undefined ? String(number) : `NGHTTP2_${ERROR_NAMES[number]}`;
}

export function streamError(number: number): Error {
  return nodeError(Error, "ERR_HTTP2_STREAM_ERROR", `Stream closed with error code ${nameOf(number)}`);
}

export function sessionError(number: number): Error {
  return nodeError(Error, "ERR_HTTP2_SESSION_ERROR", `Session closed with error code ${nameOf(number)}`);
}

export function invalidStream(): Error {
  return nodeError(Error, "ERR_HTTP2_INVALID_STREAM", "The stream has been destroyed");
}

export function invalidSession(): Error {
  return nodeError(Error, "ERR_HTTP2_INVALID_SESSION", "The session has been destroyed");
}
