// node:http: the body of an answer. One that is complete when it ends crosses in one piece with its
// head; any other goes out in pieces at the reader's pace.

import { nativeThen, runIn } from "waypost-internal:internal/async_context/async_context";
import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import type { AnswerWriter } from "waypost-internal:internal/turn/answer_writer";
import { BODY } from "waypost-internal:internal/turn/layout";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { answerEnded, breakOff, watchEnd } from "waypost-internal:node/http/lifecycle";
import type { Done, OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import { type WireMessage, wireEnd, wireFlushHeaders, wireWrite } from "waypost-internal:node/http/wire_out";

type Piece = Uint8Array | string;

const HEAD = 1;
const { NONE, TEXT, BYTES } = BODY;
/** Corked pieces beyond this ask the writer to wait. */
const HIGH_WATER = 65536;

function nop(): void {}

function checkChunk(chunk: unknown): asserts chunk is Piece {
  if (chunk === null) throw new codes.ERR_STREAM_NULL_VALUES!();
  if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) {
    throw new codes.ERR_INVALID_ARG_TYPE!("chunk", ["string", "Buffer", "Uint8Array"], chunk);
  }
}

/** Text stays text when it is to be UTF-8: it becomes bytes outside of JavaScript. */
function pieceOf(chunk: Piece, encoding: unknown): Piece {
  if (typeof chunk !== "string" || encoding === undefined || encoding === null) return chunk;
  if (encoding === "utf8" || encoding === "utf-8") return chunk;
  return Buffer.from(chunk, encoding as string) as Uint8Array;
}

function refuse(message: OutgoingMessage, error: Error, callback: Done): void {
  nextTick(() => {
    callback(error);
    if (!message.destroyed) message.emit("error", error);
  });
}

function writeChunk(message: OutgoingMessage, chunk: unknown, encoding: unknown, callback: Done): boolean {
  checkChunk(chunk);
  if (message.finished) {
    refuse(message, new codes.ERR_STREAM_WRITE_AFTER_END!(), callback);
    return false;
  }
  if (message.destroyed) {
    nextTick(callback as never, new codes.ERR_STREAM_DESTROYED!("write"));
    return false;
  }
  if (message._head === undefined) message._implicitHeader();
  const piece = pieceOf(chunk, encoding);
  if (!message._hasBody || piece.length === 0) {
    if (callback !== nop) nextTick(callback as never);
    return true;
  }
  if (message._corked > 0) {
    (message._pieces ??= []).push([piece, callback]);
    const hasRoom = (message.writableLength as number) < HIGH_WATER;
    if (!hasRoom) message._needDrain = true;
    return hasRoom;
  }
  return send(message, message._invocation as Invocation, piece, callback);
}

/** Posts the head; the body follows in pieces. */
function begin(message: OutgoingMessage, invocation: Invocation): AnswerWriter {
  let head = message._head as string;
  if (message._length !== undefined) head += `content-length\n${message._length}\n`;
  watchEnd(invocation, message.req, message);
  return (message._writer = invocation.answerHead(message.statusCode, message._type, head));
}

function send(message: OutgoingMessage, invocation: Invocation, piece: Piece, callback: Done): boolean {
  const writer = message._writer ?? begin(message, invocation);
  message.req._socket?.touch();
  if (writer.write(piece) && message._waiting === undefined) {
    if (callback !== nop) nextTick(callback as never);
    return true;
  }
  message._needDrain = true;
  if (message._waiting === undefined) awaitReader(message, invocation, writer);
  if (callback !== nop) (message._waiting as Done[] | undefined)?.push(callback);
  return false;
}

function awaitReader(message: OutgoingMessage, invocation: Invocation, writer: AnswerWriter): void {
  message._waiting = [];
  nativeThen(writer.ready(), (open: boolean) => {
    runIn(invocation.frame, () => nextTick(caughtUp as never, message, open));
  });
}

function caughtUp(message: OutgoingMessage, open: boolean): void {
  const waiting = message._waiting ?? [];
  message._waiting = undefined;
  message._needDrain = false;
  const error = open ? null : new codes.ERR_STREAM_DESTROYED!("write");
  for (const callback of waiting) callback(error);
  if (!open) breakOff(message.req, message);
  else if (message.finished) answerEnded(message);
  else message.emit("drain");
}

function flushPieces(message: OutgoingMessage): void {
  const pieces = message._pieces;
  const invocation = message._invocation;
  if (pieces === undefined || invocation === undefined) return;
  message._pieces = undefined;
  let hasRoom = true;
  for (const [piece, callback] of pieces) hasRoom = send(message, invocation, piece, callback);
  if (hasRoom && message._needDrain && !message.finished) {
    message._needDrain = false;
    nextTick(() => message.emit("drain"));
  }
}

/** Sends head and body at once. The body of an answer to HEAD is counted by the server and left out. */
export function answerWhole(message: OutgoingMessage, invocation: Invocation, body: Piece | undefined): void {
  let head = message._head as string;
  const isHead = invocation.methodCode === HEAD;
  if (body === undefined || body.length === 0 || !(message._hasBody || isHead)) {
    // The server keeps it where it is true: a client may wait for what no length rules out.
    if ((isHead || message.statusCode === 204) && message._length !== undefined) head += `content-length\n${message._length}\n`;
    invocation.answer(message.statusCode, message._type, head, NONE, null);
  } else invocation.answer(message.statusCode, message._type, head, typeof body === "string" ? TEXT : BYTES, body);
}

function endAnswer(message: OutgoingMessage, body: Piece | undefined): void {
  const invocation = message._invocation as Invocation;
  message._corked = 0;
  if (message._writer === undefined && message._pieces === undefined) {
    message.finished = true;
    answerWhole(message, invocation, body);
    answerEnded(message);
    return;
  }
  flushPieces(message);
  if (body !== undefined && body.length > 0 && message._hasBody) send(message, invocation, body, nop);
  message.finished = true;
  message._writer?.end(false);
  if (message._waiting === undefined) answerEnded(message);
}

export const bodyMethods = {
  write(this: OutgoingMessage, chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    if (this._invocation === undefined) {
      const told = (typeof encoding === "function" ? encoding : callback) as Done;
      return wireWrite(this as WireMessage, chunk, encoding, typeof told === "function" ? told : nop);
    }
    if (typeof encoding === "function") return writeChunk(this, chunk, undefined, encoding as Done);
    return writeChunk(this, chunk, encoding, typeof callback === "function" ? (callback as Done) : nop);
  },

  end(this: OutgoingMessage, chunk?: unknown, encoding?: unknown, callback?: unknown): OutgoingMessage {
    if (typeof chunk === "function") return this.end(undefined, undefined, chunk);
    if (typeof encoding === "function") return this.end(chunk, undefined, encoding);
    if (this._invocation === undefined) {
      wireEnd(this as WireMessage, chunk, encoding, callback);
      return this;
    }
    if (chunk) checkChunk(chunk);
    if (this.finished) {
      endAgain(this, chunk, callback);
      return this;
    }
    if (chunk && this.destroyed) {
      nextTick((typeof callback === "function" ? callback : nop) as never, new codes.ERR_STREAM_DESTROYED!("write"));
      this.finished = true;
      return this;
    }
    // What `end` brings is the whole body only when nothing made the head before.
    const isWhole = this._head === undefined;
    if (isWhole) this._implicitHeader();
    // A patched `writeHead` may have ended the answer itself.
    if (this.finished) return this;
    if (typeof callback === "function") this.once("finish", callback as never);
    endAnswer(this, chunk && (isWhole || this._hasBody) ? pieceOf(chunk as Piece, encoding) : undefined);
    return this;
  },

  flushHeaders(this: OutgoingMessage): void {
    if (this._invocation === undefined) {
      wireFlushHeaders(this as WireMessage);
      return;
    }
    if (this._head === undefined) this._implicitHeader();
    if (this._invocation !== undefined && this._hasBody && this._writer === undefined && !this.finished) {
      begin(this, this._invocation);
    }
  },

  cork(this: OutgoingMessage): void {
    this._corked++;
    if (this._invocation === undefined) (this._socket as { cork?(): void } | null)?.cork?.();
  },

  uncork(this: OutgoingMessage): void {
    if (this._corked === 0) return;
    this._corked--;
    if (this._invocation === undefined) (this._socket as { uncork?(): void } | null)?.uncork?.();
    if (this._corked > 0) return;
    flushPieces(this);
  },
};

function endAgain(message: OutgoingMessage, chunk: unknown, callback: unknown): void {
  if (chunk) {
    refuse(message, new codes.ERR_STREAM_WRITE_AFTER_END!(), typeof callback === "function" ? (callback as Done) : nop);
  } else if (typeof callback === "function") {
    if (message.writableFinished) nextTick(callback as never, new codes.ERR_STREAM_ALREADY_FINISHED!("end"));
    else message.once("finish", callback as never);
  }
}
