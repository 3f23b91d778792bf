// `res.json`, `res.send` and `res.redirect`.
//
// The usual answer, JSON with nothing set before it, goes out without a header list: its head
// is a number and one line. Whatever a handler or a package changed before takes the long way
// through the methods of `res`, where replacements of them are heard.

import { BODY, CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import { ApiResponse, warnOfSize } from "waypost-internal:next/api_handler/api_response";
import { etagOf, isFresh } from "waypost-internal:next/api_handler/etag";
import { isDevelopment } from "waypost-internal:next/version/version";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { console } from "waypost-internal:node/console/console";
import { JSON_TYPE } from "waypost-internal:node/http/header_list";
import { answerEnded } from "waypost-internal:node/http/lifecycle";
import { isUncommonReason, STATUS_CODES } from "waypost-internal:node/http/status_codes";
import { Stream } from "waypost-internal:node/stream/legacy";
import type { AnyStream } from "waypost-internal:node/stream/types";
import { utf8Length } from "waypost-internal:web/encoding/utf8";

const { JSON_UTF8 } = CONTENT_TYPE;
const { TEXT } = BODY;
const HEAD = 1;

const { setHeader, writeHead, end } = ApiResponse.prototype;
const ended = answerEnded;

/** Nothing was set, sent or replaced. */
function isUntouched(answer: ApiResponse): boolean {
  return (
    answer._list === null &&
    answer._head === undefined &&
    !answer._patched &&
    answer.statusMessage === undefined &&
    answer.setHeader === setHeader &&
    answer.writeHead === writeHead &&
    answer.end === end
  );
}

/** Sends JSON text at once; false when the long way must be taken. */
function sendJsonText(answer: ApiResponse, text: string, typeFirst: boolean): boolean {
  if (!isUntouched(answer)) return false;
  const status = answer.statusCode;
  const reason = STATUS_CODES[status];
  if (reason === undefined || status < 200 || status === 204 || status === 304 || isUncommonReason(status, reason)) return false;
  const invocation = answer._invocation;
  if (text.length === 0 || invocation.isConditional) return false;
  const tag = etagOf(text);
  answer._jsonText = text;
  answer._jsonTag = tag;
  answer.statusMessage = reason;
  answer.finished = true;
  const limit = answer._route.responseLimit;
  if (limit !== null && text.length * 3 >= limit.limit) {
    answer._bytes = utf8Length(text);
    warnOfSize(answer);
  }
  if (typeFirst) {
    answer._head = `etag\n${tag}\n`;
    invocation.answer(status, JSON_UTF8, answer._head, TEXT, text);
  } else {
    answer._head = `etag\n${tag}\ncontent-type\n${JSON_TYPE}\n`;
    invocation.answer(status, CONTENT_TYPE.IN_HEAD, answer._head, TEXT, text);
  }
  ended(answer);
  return true;
}

/** `res.json(value)`. */
export function sendJson(answer: ApiResponse, value: unknown): void {
  if (isUntouched(answer)) {
    let text: string | undefined;
    try {
      text = JSON.stringify(value) as string | undefined;
    } catch (error) {
      answer.setHeader("Content-Type", JSON_TYPE);
      throw error;
    }
    if (text !== undefined && sendJsonText(answer, text, true)) return;
    answer.setHeader("Content-Type", JSON_TYPE);
    answer.send(text);
    return;
  }
  answer.setHeader("Content-Type", JSON_TYPE);
  answer.send(JSON.stringify(value));
}

/** `res.send(value)`: by kind of value. */
export function sendValue(answer: ApiResponse, value: unknown): void {
  if (value === null || value === undefined) {
    answer.end();
    return;
  }
  if (answer.statusCode === 204 || answer.statusCode === 304) {
    sendWithoutBody(answer);
    return;
  }
  const isObject = typeof value === "object";
  if (isObject && value instanceof (Stream as unknown as new () => object)) {
    if (!answer.getHeader("Content-Type")) answer.setHeader("Content-Type", "application/octet-stream");
    (value as AnyStream).pipe(answer as unknown as AnyStream);
    return;
  }
  const isJson = isObject || typeof value === "number" || typeof value === "boolean";
  const text = isJson ? JSON.stringify(value) : (value as string);
  const isBuffer = isObject && value instanceof (Buffer as unknown as new () => object);
  if (isJson && !isBuffer && text !== undefined && sendJsonText(answer, text, false)) return;
  sendTagged(answer, text, isBuffer ? (value as Uint8Array) : undefined, isJson);
}

function sendTagged(answer: ApiResponse, text: string, bytes: Uint8Array | undefined, isJson: boolean): void {
  const tag = etagOf(text);
  answer.setHeader("ETag", tag);
  if (answer._invocation.isConditional && isFresh(answer.req, tag)) {
    answer.statusCode = 304;
    answer.end();
    return;
  }
  if (bytes !== undefined) {
    if (!answer.getHeader("Content-Type")) answer.setHeader("Content-Type", "application/octet-stream");
    answer.setHeader("Content-Length", bytes.byteLength);
    answer.end(bytes);
    return;
  }
  if (isJson) answer.setHeader("Content-Type", JSON_TYPE);
  answer.setHeader("Content-Length", utf8Length(text));
  answer.end(text);
}

function sendWithoutBody(answer: ApiResponse): void {
  answer.removeHeader("Content-Type");
  answer.removeHeader("Content-Length");
  answer.removeHeader("Transfer-Encoding");
  if (isDevelopment()) {
    console.warn(
      `A body was attempted to be set with a 204 statusCode for ${answer.req.url}, this is invalid and the body was ignored.\n` +
        "See more info here https://nextjs.org/docs/messages/invalid-api-status-body",
    );
  }
  answer.end();
}

/** `res.redirect([status,] url)`. */
export function redirect(answer: ApiResponse, statusOrUrl: unknown, given: unknown): ApiResponse {
  const isShort = typeof statusOrUrl === "string";
  const status = isShort ? 307 : statusOrUrl;
  const url = isShort ? statusOrUrl : given;
  if (typeof status !== "number" || typeof url !== "string") {
    throw new Error(
      "Invalid redirect arguments. Please use a single argument URL, e.g. res.redirect('/destination') or use a status code and URL, e.g. res.redirect(307, '/destination').",
    );
  }
  answer.writeHead(status, { Location: url });
  answer.end(answer._invocation.methodCode === HEAD ? undefined : url);
  return answer;
}
