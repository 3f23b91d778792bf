// node:http: how an exchange ends. `finish` and `close` after a complete answer, `aborted` and
// `close` when the client or the handler breaks off. Nothing is scheduled while nobody listens.

import { runIn } from "waypost-internal:internal/async_context/async_context";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { BODY, CONTENT_TYPE } from "waypost-internal:internal/turn/layout";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { IncomingMessage } from "waypost-internal:node/http/incoming_message";
import type { OutgoingMessage } from "waypost-internal:node/http/outgoing_message";

/** Whether somebody may notice how the request ends. */
function isTouched(request: IncomingMessage | undefined): boolean {
  return request !== undefined && (request._eventsCount > 0 || Object.hasOwn(request, "_readableState"));
}

/** The whole answer was handed over. */
export function answerEnded(answer: OutgoingMessage): void {
  if (answer._eventsCount === 0 && !isTouched(answer.req)) return;
  tellEnd(answer);
}

function tellEnd(answer: OutgoingMessage): void {
  if (answer._closing) return;
  answer._closing = true;
  nextTick(finish as never, answer);
}

function finish(answer: OutgoingMessage): void {
  if (answer._closed) return;
  answer.emit("prefinish");
  answer.emit("finish");
  const request = answer.req;
  if (isTouched(request)) (request as IncomingMessage)._dump();
  nextTick(close as never, answer);
}

function close(answer: OutgoingMessage): void {
  if (answer._closed) return;
  answer._destroyed = true;
  answer._closed = true;
  answer.emit("close");
}

/** A listener was added to a message of an exchange: from now on its end is told. */
export function watchEnd(invocation: Invocation, request: IncomingMessage | undefined, answer: OutgoingMessage | undefined): void {
  if (answer?.finished && answer._waiting === undefined) {
    tellEnd(answer);
    return;
  }
  if (invocation.onAbort !== undefined) return;
  invocation.onAbort = (): void => {
    runIn(invocation.frame, () => nextTick(breakOff as never, request, answer));
  };
}

/** The error that Node gives to a request whose connection broke. */
function connectionReset(): Error {
  return Object.assign(new Error("aborted"), { code: "ECONNRESET" });
}

/** The connection is gone before the answer was complete. */
export function breakOff(request: IncomingMessage | undefined, answer: OutgoingMessage | undefined): void {
  if (isTouched(request)) (request as IncomingMessage).destroy(connectionReset());
  request?._socket?.close();
  if (answer !== undefined) close(answer);
}

/** Cuts the connection of an answer that is not complete. */
export function cutAnswer(invocation: Invocation, answer: OutgoingMessage | undefined): void {
  if (answer?._writer !== undefined) answer._writer.end(true);
  else invocation.answer(500, CONTENT_TYPE.IN_HEAD, "", BODY.ABORT, null);
}
