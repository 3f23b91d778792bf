// From a `Response` to an answer: status, head lines, and a body that crosses as text or bytes
// when it is complete and in pieces under backpressure when it is a stream.

import { nativeThen, runIn } from "waypost-internal:internal/async_context/async_context";
import { BODY, CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { pumpAnswer } from "waypost-internal:internal/turn/pump";
import { Blob } from "waypost-internal:web/blob/blob";
import { type Body, bodyBytes, cancelBody, isTaken, isUnusable, streamOf } from "waypost-internal:web/fetch/body";
import { type Headers, headerList } from "waypost-internal:web/fetch/headers";
import { type Response, type ResponseState, responseState } from "waypost-internal:web/fetch/response";
import { nextMajor } from "waypost-internal:next/version/version";
import { STATUS_CODES, isUncommonReason } from "waypost-internal:node/http/status_codes";
import { reportRequestError } from "waypost-internal:next/instrumentation/instrumentation";
import { logHandlerError } from "waypost-internal:next/route_handler/log";

const HEAD = 1;
/** Pseudo header lines, read by crates/waypost-runtime/src/answer.rs. */
const REASON = ":reason";

/** Headers that belong to the framing, which the server decides. */
function isFraming(name: string): boolean {
  switch (name) {
    case "content-length":
    case "transfer-encoding":
    case "connection":
    case "keep-alive":
      return true;
    // 14 sends it. Since then it is dropped, so that an answer of `fetch`, which is decoded, can be passed on.
    case "content-encoding":
      return nextMajor() !== 14;
    default:
      return false;
  }
}

/** Never sent: what `NextResponse` says to the framework. */
function isInternal(name: string): boolean {
  return name.startsWith("x-middleware-");
}

/** The lines of a head, sorted by name, without framing and what `isHidden` names. */
export function headLines(headers: Headers, isHidden: (name: string) => boolean): string {
  const list = headerList(headers);
  if (list.length === 2) {
    const name = list[0] as string;
    return isFraming(name) || isHidden(name) ? "" : `${name}\n${list[1] as string}\n`;
  }
  const pairs: [string, string][] = [];
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] as string;
    if (!isFraming(name) && !isHidden(name)) pairs.push([name, list[i + 1] as string]);
  }
  pairs.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  let lines = "";
  for (let i = 0; i < pairs.length; i++) {
    const [name, value] = pairs[i] as [string, string];
    if (name !== "set-cookie" && i + 1 < pairs.length && pairs[i + 1]?.[0] === name) {
      (pairs[i + 1] as [string, string])[1] = `${value}, ${(pairs[i + 1] as [string, string])[1]}`;
      continue;
    }
    lines += `${name}\n${value}\n`;
  }
  return lines;
}

function checkFrameworkHeaders(headers: Headers): void {
  if (headers.has("x-middleware-rewrite")) {
    throw new Error(
      "NextResponse.rewrite() was used in a app route handler, this is not currently supported. Please remove the invocation to continue.",
    );
  }
  if (headers.get("x-middleware-next") === "1") {
    throw new Error(
      "NextResponse.next() was used in a app route handler, this is not supported. See here for more info: https://nextjs.org/docs/messages/next-response-next-in-app-route-handler",
    );
  }
}

/** The reason phrase of Node where it is not the server's own. */
export function reasonLine(status: number): string {
  const reason = STATUS_CODES[status] ?? "unknown";
  return isUncommonReason(status, reason) ? `${REASON}\n${reason}\n` : "";
}

/** What is sent of a handler's headers. Some are only for middleware to set. */
function handlerLines(headers: Headers): string {
  checkFrameworkHeaders(headers);
  return headLines(headers, isInternal);
}

function checkedState(response: Response): ResponseState {
  const state = responseState(response);
  if (state.status < 200 || state.status > 599) {
    throw new RangeError(`Invalid status code: ${state.status}`);
  }
  return state;
}

/** A response with its whole body, to be kept. Its own reason phrase is not. */
export async function wholeAnswer(response: Response): Promise<{ status: number; head: string; body: Uint8Array }> {
  const state = checkedState(response);
  let head = "";
  if (state.headers !== null) head = handlerLines(state.headers);
  else if (state.contentType !== null) head = `content-type\n${state.contentType}\n`;
  if (state.status !== 200) head += reasonLine(state.status);
  const { body } = state;
  if (body !== null && isUnusable(body)) throw new TypeError("Response body object should not be disturbed or locked");
  return { status: state.status, head, body: await bodyBytes(body) };
}

/** Sends a response as the answer of an invocation. */
export function respond(
  invocation: Invocation,
  info: RouteInfo,
  response: Response,
  linesOf: (headers: Headers) => string = handlerLines,
): void {
  const state = checkedState(response);
  let head = "";
  let type: number = CONTENT_TYPE.IN_HEAD;
  if (state.headers === null) {
    if (state.contentType === "application/json") type = CONTENT_TYPE.JSON;
    else if (state.contentType === "text/plain;charset=UTF-8") type = CONTENT_TYPE.TEXT;
    else if (state.contentType !== null) head = `content-type\n${state.contentType}\n`;
  } else {
    head = linesOf(state.headers);
  }
  if (state.statusText !== "") head += `${REASON}\n${state.statusText}\n`;
  else if (state.status !== 200) head += reasonLine(state.status);
  const { body } = state;
  if (body === null) {
    invocation.answer(state.status, type, head, BODY.NONE, null);
    return;
  }
  if (isTaken(body)) throw new TypeError("Response body object should not be disturbed or locked");
  if (invocation.methodCode === HEAD) {
    cancelBody(body, undefined);
    invocation.answer(state.status, type, head, BODY.NONE, null);
    return;
  }
  sendBody(invocation, info, state, body, type, head);
}

function ignore(): void {}

function sendBody(
  invocation: Invocation,
  info: RouteInfo,
  state: ResponseState,
  body: Body,
  type: number,
  head: string,
): void {
  const { source } = body;
  if (body.stream === null) {
    // A response is sent once, also one that a module keeps.
    body.used = true;
    if (typeof source === "string") {
      invocation.answer(state.status, type, head, BODY.TEXT, source);
      return;
    }
    if (source instanceof Uint8Array) {
      invocation.answer(state.status, type, head, BODY.BYTES, source);
      return;
    }
    if (source instanceof Blob && source.size <= 65536) {
      nativeThen(
        source.arrayBuffer(),
        (buffer: ArrayBuffer) =>
          invocation.answer(state.status, type, head, BODY.BYTES, new Uint8Array(buffer)),
        (error: unknown) => {
          invocation.answerEmpty(500);
          logHandlerError(info, error);
        },
      );
      return;
    }
  }
  body.used = false;
  const stream = streamOf(body);
  invocation.answerHead(state.status, type, head);
  runIn(invocation.frame, () =>
    pumpAnswer(invocation, stream, (error) => {
      const wrapped = new Error("failed to pipe response", { cause: error });
      logHandlerError(info, wrapped);
      if (info.kind === "app" && info.runtime === "nodejs") reportRequestError(invocation, info, wrapped, ignore);
    }),
  );
}
