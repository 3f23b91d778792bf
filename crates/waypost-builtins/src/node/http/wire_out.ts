// node:http: an outgoing message on a socket: its head as text, its body by length or in chunks, and
// the queue of what waits for the socket. Messages of an invocation do not come here.

import { codes } from "waypost-internal:internal/errors/errors";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { validateHeaderName, validateHeaderValue } from "waypost-internal:node/http/header_checks";
import type { HeaderList, HeaderValue } from "waypost-internal:node/http/header_list";
import type { Done, OutgoingMessage } from "waypost-internal:node/http/outgoing_message";
import type { Socket } from "waypost-internal:node/net/socket";

type Piece = Uint8Array | string;

/** One write that waits for a socket. */
interface Waiting {
  data: Piece;
  encoding: string | null;
  callback: Done | null;
}

/** What an outgoing message has beside its headers when it goes to a socket. */
export type WireMessage = OutgoingMessage & {
  _socket: Socket | null;
  outputData: Waiting[];
  outputSize: number;
  _headerSent: boolean;
  _contentLength: number | null;
  _trailer: string;
  _bytesWritten: number;
  _keepAliveTimeout: number;
  _maxRequestsPerSocket: number;
  _onPendingData(amount: number): void;
  agent?: unknown;
  _last: boolean;
  shouldKeepAlive: boolean;
  chunkedEncoding: boolean;
  useChunkedEncodingByDefault: boolean;
  maxRequestsOnConnectionReached: boolean;
  sendDate: boolean;
  strictContentLength: boolean;
  _removedConnection: boolean;
  _removedContLen: boolean;
  _removedTE: boolean;
  _defaultKeepAlive: boolean;
  _isEnding: boolean;
};

const HIGH_WATER = 65536;

function nothing(): void {}

let dateText = "";
let dateSecond = 0;

/** The `Date` header; made once a second. */
function dateHeader(): string {
  const now = Date.now();
  const second = Math.trunc(now / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(now).toUTCString();
  }
  return dateText;
}

interface Seen {
  connection: boolean;
  length: boolean;
  coding: boolean;
  date: boolean;
  expect: boolean;
  trailer: boolean;
}

function note(message: WireMessage, seen: Seen, lower: string, value: HeaderValue): void {
  const text = String(value);
  switch (lower) {
    case "connection":
      seen.connection = true;
      message._removedConnection = false;
      if (/(?:^|\W)close(?:$|\W)/i.test(text)) message._last = true;
      else message.shouldKeepAlive = true;
      break;
    case "transfer-encoding":
      seen.coding = true;
      message._removedTE = false;
      if (/(?:^|\W)chunked(?:$|\W)/i.test(text)) message.chunkedEncoding = true;
      break;
    case "content-length":
      seen.length = true;
      message._contentLength = Number(text);
      message._removedContLen = false;
      break;
    case "date":
    case "expect":
    case "trailer":
      seen[lower] = true;
      break;
    case "keep-alive":
      message._defaultKeepAlive = false;
      break;
  }
}

function isBodilessStatus(message: WireMessage): boolean {
  return message.statusCode === 204 || message.statusCode === 304;
}

/** The head of a message from its first line and its headers: from now on headers count as sent. */
export function storeWireHead(message: WireMessage, firstLine: string, list: HeaderList | null): void {
  const seen: Seen = { connection: false, length: false, coding: false, date: false, expect: false, trailer: false };
  let head = firstLine;
  for (let i = 0; list !== null && i < list.length; i += 3) {
    const lower = list[i] as string;
    const name = list[i + 1] as string;
    const value = list[i + 2] as HeaderValue;
    const values = Array.isArray(value) ? (value as string[]) : [value as string];
    // Several cookies of a request are one line.
    if (lower === "cookie" && values.length > 1) head += `${name}: ${values.join("; ")}\r\n`;
    else for (const one of values) head += `${name}: ${one}\r\n`;
    for (const one of values) note(message, seen, lower, one);
  }
  if (message.sendDate && !seen.date) head += `Date: ${dateHeader()}\r\n`;
  if (message.chunkedEncoding && isBodilessStatus(message)) {
    message.chunkedEncoding = false;
    message.shouldKeepAlive = false;
  }
  head += connectionLines(message, seen);
  head += framingLine(message, seen);
  if (!message.chunkedEncoding && seen.trailer) throw new codes.ERR_HTTP_TRAILER_INVALID!();
  message._head = `${head}\r\n`;
  message._headerSent = false;
  if (seen.expect) sendPiece(message, "", null, null);
}

function connectionLines(message: WireMessage, seen: Seen): string {
  if (message._removedConnection) {
    message._last = !message.shouldKeepAlive;
    message.shouldKeepAlive = false;
    return "";
  }
  if (seen.connection) return "";
  const keeps = message.shouldKeepAlive && (seen.length || message.useChunkedEncodingByDefault || message.agent);
  if (!keeps) {
    message._last = true;
    return "Connection: close\r\n";
  }
  if (message.maxRequestsOnConnectionReached) return "Connection: close\r\n";
  let lines = "Connection: keep-alive\r\n";
  if (message._keepAliveTimeout && message._defaultKeepAlive) {
    const most = message._maxRequestsPerSocket > 0 ? `, max=${message._maxRequestsPerSocket}` : "";
    lines += `Keep-Alive: timeout=${Math.floor(message._keepAliveTimeout / 1000)}${most}\r\n`;
  }
  return lines;
}

/** How the end of the body is told. */
function framingLine(message: WireMessage, seen: Seen): string {
  if (seen.length || seen.coding) return "";
  if (!message._hasBody) {
    message.chunkedEncoding = false;
    return "";
  }
  if (!message.useChunkedEncodingByDefault) {
    message._last = true;
    return "";
  }
  if (!seen.trailer && !message._removedContLen && typeof message._contentLength === "number") {
    return `Content-Length: ${message._contentLength}\r\n`;
  }
  if (!message._removedTE) {
    message.chunkedEncoding = true;
    return "Transfer-Encoding: chunked\r\n";
  }
  message._last = true;
  return "";
}

/** Sends a piece, the head before the first one. */
export function sendPiece(message: WireMessage, data: Piece, encoding: string | null, callback: Done | null): boolean {
  if (!message._headerSent) {
    message._headerSent = true;
    // A subclass may have its own idea of the head, or none.
    const head = message._head ?? "";
    if (data.length === 0) return writeRaw(message, head, "latin1", callback);
    writeRaw(message, head, "latin1", null);
  }
  return writeRaw(message, data, encoding, callback);
}

/** Writes to the socket, or to the queue while the message has none. */
export function writeRaw(message: WireMessage, data: Piece, encoding: string | null, callback: Done | null): boolean {
  const socket = message._socket;
  if (socket?.destroyed) {
    // The socket is gone: whoever waits is told by its close.
    return false;
  }
  if (socket && (socket as unknown as { _httpMessage?: unknown })._httpMessage === message && socket.writable) {
    if (message.outputData.length > 0) flushOutput(message, socket);
    return socket.write(data, encoding ?? undefined, callback ?? undefined);
  }
  message.outputData.push({ data, encoding, callback });
  message.outputSize += data.length;
  message._onPendingData(data.length);
  return message.outputSize < HIGH_WATER;
}

function flushOutput(message: WireMessage, socket: Socket): boolean {
  const waiting = message.outputData;
  if (waiting.length === 0) return true;
  (socket as never as { cork(): void }).cork();
  let hasRoom = true;
  for (const { data, encoding, callback } of waiting) {
    hasRoom = socket.write(data, encoding ?? undefined, callback ?? undefined);
  }
  (socket as never as { uncork(): void }).uncork();
  message.outputData = [];
  message._onPendingData(-message.outputSize);
  message.outputSize = 0;
  return hasRoom;
}

/** The message has its socket, or the socket has room again: what waits goes out. */
export function flushWire(message: WireMessage): void {
  const socket = message._socket;
  if (!socket?.writable) return;
  const hasRoom = flushOutput(message, socket);
  if (message.finished) finishWire(message);
  else if (hasRoom && message._needDrain) {
    message._needDrain = false;
    message.emit("drain");
  }
}

export function finishWire(message: WireMessage): void {
  message.emit("prefinish");
}

function fail(message: WireMessage, error: Error, callback: Done): void {
  nextTick(() => {
    callback(error);
    if (!message.destroyed) message.emit("error", error);
  });
}

function bytesIn(chunk: Piece, encoding: unknown): number {
  return typeof chunk === "string" ? Buffer.byteLength(chunk, encoding as string) : chunk.byteLength;
}

function checkChunk(chunk: unknown): asserts chunk is Piece {
  if (chunk === null) throw new codes.ERR_STREAM_NULL_VALUES!();
  if (typeof chunk !== "string" && !(chunk instanceof Uint8Array)) {
    throw new codes.ERR_INVALID_ARG_TYPE!("chunk", ["string", "Buffer", "Uint8Array"], chunk);
  }
}

function uncorkLater(socket: Socket): void {
  (socket as never as { uncork(): void }).uncork();
}

function isStrict(message: WireMessage): boolean {
  return message.strictContentLength && typeof message._contentLength === "number" && message._hasBody && !message._removedContLen && !message.chunkedEncoding;
}

/** A write to a message without an invocation. */
export function wireWrite(message: WireMessage, chunk: unknown, encoding: unknown, callback: Done, isLast: boolean = false): boolean {
  checkChunk(chunk);
  if (message.finished || message.destroyed) {
    const error = message.finished ? new codes.ERR_STREAM_WRITE_AFTER_END!() : new codes.ERR_STREAM_DESTROYED!("write");
    if (message.destroyed) nextTick(callback as never, error);
    else fail(message, error, callback);
    return false;
  }
  const length = bytesIn(chunk, encoding);
  if (message._head === undefined) {
    if (isLast) message._contentLength = length;
    message._implicitHeader();
  }
  if (isStrict(message)) {
    message._bytesWritten += length;
    const over = isLast ? message._bytesWritten !== message._contentLength : message._bytesWritten > (message._contentLength as number);
    if (over) throw new codes.ERR_HTTP_CONTENT_LENGTH_MISMATCH!(message._bytesWritten, message._contentLength);
  }
  if (!message._hasBody) {
    nextTick(callback as never);
    return true;
  }
  const socket = message._socket;
  if (!isLast && socket && !(socket as never as { writableCorked: number }).writableCorked) {
    (socket as never as { cork(): void }).cork();
    nextTick(uncorkLater as never, socket);
  }
  const coding = typeof encoding === "string" ? encoding : null;
  const told = callback === nothing ? null : callback;
  let hasRoom: boolean;
  if (message.chunkedEncoding && length !== 0) {
    sendPiece(message, `${length.toString(16)}\r\n`, "latin1", null);
    sendPiece(message, chunk, coding, null);
    hasRoom = sendPiece(message, "\r\n", "latin1", told);
  } else hasRoom = sendPiece(message, chunk, coding, told);
  if (!hasRoom) message._needDrain = true;
  return hasRoom;
}

function onFinish(message: WireMessage): void {
  const socket = message._socket as (Socket & { _hadError?: boolean }) | null;
  if (socket?._hadError) return;
  message.emit("finish");
}

/** The end of a message without an invocation. */
export function wireEnd(message: WireMessage, chunk: unknown, encoding: unknown, callback: unknown): void {
  const told = typeof callback === "function" ? (callback as Done) : nothing;
  if (chunk !== undefined && chunk !== null) {
    if (message.finished) {
      checkChunk(chunk);
      fail(message, new codes.ERR_STREAM_WRITE_AFTER_END!(), told);
      return;
    }
    (message._socket as never as { cork?(): void } | null)?.cork?.();
    wireWrite(message, chunk, encoding, nothing, true);
  } else if (message.finished) {
    if (typeof callback !== "function") return;
    if (message.writableFinished) nextTick(callback as never, new codes.ERR_STREAM_ALREADY_FINISHED!("end"));
    else message.once("finish", callback as never);
    return;
  } else if (message._head === undefined) {
    (message._socket as never as { cork?(): void } | null)?.cork?.();
    message._contentLength = 0;
    message._implicitHeader();
  }
  if (message.finished) return;
  if (typeof callback === "function") message.once("finish", callback as never);
  if (isStrict(message) && message._bytesWritten !== message._contentLength) {
    throw new codes.ERR_HTTP_CONTENT_LENGTH_MISMATCH!(message._bytesWritten, message._contentLength);
  }
  const finish = (): void => onFinish(message);
  if (message._hasBody && message.chunkedEncoding) sendPiece(message, `0\r\n${message._trailer}\r\n`, "latin1", finish);
  else if (!message._headerSent || message.writableLength || chunk) sendPiece(message, "", "latin1", finish);
  else nextTick(finish as never);
  uncorkWholly(message._socket);
  message.finished = true;
  const { _socket: socket } = message;
  if (message.outputData.length === 0 && socket && (socket as never as { _httpMessage?: unknown })._httpMessage === message) finishWire(message);
}

function uncorkWholly(socket: Socket | null): void {
  const state = socket?._writableState as { corked: number } | undefined;
  if (!socket || state === undefined || state.corked === 0) return;
  state.corked = 1;
  (socket as never as { uncork(): void }).uncork();
}

export function wireFlushHeaders(message: WireMessage): void {
  if (message._head === undefined) message._implicitHeader();
  if (!message._headerSent) sendPiece(message, "", null, null);
}

/** Trailers as they stand after the last chunk. */
export function wireTrailers(headers: object): string {
  let text = "";
  const pairs = Array.isArray(headers) ? (headers as [string, string][]) : Object.entries(headers as Record<string, string>);
  for (const [name, value] of pairs) {
    validateHeaderName(name, "Trailer name");
    for (const one of Array.isArray(value) ? (value as string[]) : [value]) {
      validateHeaderValue(name, one);
      text += `${name}: ${one}\r\n`;
    }
  }
  return text;
}

export function wireDestroy(message: WireMessage, error: Error | undefined): void {
  if (message._socket) message._socket.destroy(error);
  else message.once("socket", ((socket: Socket) => socket.destroy(error)) as never);
}

export function wireTimeout(message: WireMessage, milliseconds: number): void {
  if (message._socket) message._socket.setTimeout(milliseconds);
  else message.once("socket", ((socket: Socket) => socket.setTimeout(milliseconds)) as never);
}
