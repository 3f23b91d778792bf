// node:http: HTTP/1 as it arrives: heads, bodies by length, in chunks or up to the end, trailers.
// https://www.rfc-editor.org/rfc/rfc9112
//
// What it reads comes from strangers: heads are bounded, names and values are checked, a message
// whose length could be read in two ways is refused. Errors carry the codes of Node's parser.

import { Buffer } from "waypost-internal:node/buffer/buffer";

/** Why bytes are no HTTP; `code` is one of the parser's in Node, `HPE_…`. */
export class ParseError extends Error {
  code: string;
  reason: string;
  bytesParsed: number = 0;
  rawPacket: unknown;

  constructor(code: string, reason: string) {
    super(`Parse Error: ${reason}`);
    this.code = code;
    this.reason = reason;
  }
}

export interface Head {
  major: number;
  minor: number;
  method: string;
  url: string;
  status: number;
  reason: string;
  /** Names and values by turns. */
  headers: string[];
  upgrade: boolean;
  keepAlive: boolean;
}

export interface ParserOptions {
  isRequest: boolean;
  maxHeaderSize: number;
  lenient: boolean;
}

/** What a parser tells. */
export interface ParserListener {
  /** True when no body follows, whatever the head says (an answer to HEAD). */
  onHead(head: Head): boolean;
  onBody(bytes: Uint8Array): void;
  onComplete(trailers: string[]): void;
}

/** Bytes that a head may have, when nobody says otherwise. */
export const MAX_HEADER_SIZE: number = 16384;

const STATE = { HEAD: 0, LENGTH: 1, CHUNK_SIZE: 2, CHUNK_DATA: 3, CHUNK_END: 4, TRAILERS: 5, UNTIL_CLOSE: 6, UPGRADED: 7, DEAD: 8 } as const;
const { HEAD, LENGTH, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILERS, UNTIL_CLOSE, UPGRADED, DEAD } = STATE;
const CR = 13;
const LF = 10;
/** A chunk's size with its extensions. */
const LONGEST_SIZE_LINE = 16384;
const NONE = new Uint8Array(0);

const METHODS: ReadonlySet<string> = new Set(
  ("ACL BIND CHECKOUT CONNECT COPY DELETE GET HEAD LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY OPTIONS " +
    "PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND REPORT SEARCH SOURCE SUBSCRIBE TRACE UNBIND UNLINK UNLOCK UNSUBSCRIBE").split(" "),
);
const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) +([^\s\x00-\x1f\x7f]+) +HTTP\/(\d)\.(\d)$/;
const STATUS_LINE = /^HTTP\/(\d)\.(\d) (\d{3})(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const BAD_VALUE = /[\x00-\x08\x0a-\x1f\x7f]/;

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** Where an empty line ends, counted from `from`; -1 when there is none yet. */
function endOfHead(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2;
    if (bytes[at + 1] === CR && bytes[at + 2] === LF) return at + 3;
  }
  return -1;
}

function hasToken(value: string, token: string): boolean {
  return value.toLowerCase().split(",").some((part) => part.trim() === token);
}

export class HttpParser {
  readonly #options: ParserOptions;
  readonly #listener: ParserListener;
  #state: number = HEAD;
  /** Bytes of a head, a line or trailers that are not complete. */
  #rest: Uint8Array = NONE;
  #left = 0;
  /** Set once a message has begun and until it is complete. */
  isBusy: boolean = false;

  constructor(options: ParserOptions, listener: ParserListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Whether anything of a head has arrived. */
  get hasPart(): boolean {
    return this.#rest.length > 0;
  }

  /** Reads what arrived; answers how much was read, less than all only when what follows is another protocol. */
  execute(given: Uint8Array): number {
    const before = this.#rest.length;
    let bytes = before === 0 ? given : concat(this.#rest, given);
    this.#rest = NONE;
    const total = bytes.length;
    try {
      for (;;) {
        if (this.#state === UPGRADED) return total - bytes.length - before;
        if (bytes.length === 0) return given.length;
        const after = this.#step(bytes);
        if (after === undefined) {
          this.#rest = bytes === given ? bytes.slice() : bytes;
          return given.length;
        }
        bytes = after;
      }
    } catch (error) {
      this.#state = DEAD;
      if (error instanceof ParseError) error.bytesParsed = Math.max(0, total - bytes.length - before);
      throw error;
    }
  }

  /** The connection has ended; throws when a message was not complete. */
  finish(): void {
    if (this.#state === UNTIL_CLOSE) this.#complete([]);
    else if (this.#state !== UPGRADED && this.#state !== DEAD && (this.isBusy || this.#rest.length > 0)) {
      this.#state = DEAD;
      throw new ParseError("HPE_INVALID_EOF_STATE", "Invalid EOF state");
    }
  }

  /** Takes the rest for another protocol; called from `onHead`. */
  upgrade(): void {
    this.#state = UPGRADED;
  }

  /** One step; what is left, or undefined when more bytes are needed. */
  #step(bytes: Uint8Array): Uint8Array | undefined {
    switch (this.#state) {
      case HEAD:
        return this.#head(bytes);
      case LENGTH:
      case CHUNK_DATA:
        return this.#data(bytes);
      case CHUNK_SIZE:
        return this.#chunkSize(bytes);
      case CHUNK_END:
        return this.#chunkEnd(bytes);
      case TRAILERS:
        return this.#trailers(bytes);
      case UNTIL_CLOSE:
        this.#listener.onBody(bytes);
        return NONE;
      default:
        throw new ParseError("HPE_CLOSED_CONNECTION", "Data after `Connection: close`");
    }
  }

  #head(given: Uint8Array): Uint8Array | undefined {
    let bytes = given;
    // Empty lines before a message are skipped.
    while (bytes[0] === CR || bytes[0] === LF) bytes = bytes.subarray(1);
    if (bytes.length === 0) return NONE;
    const end = endOfHead(bytes, 0);
    if ((end < 0 ? bytes.length : end) > this.#options.maxHeaderSize) {
      throw new ParseError("HPE_HEADER_OVERFLOW", "Header overflow");
    }
    if (end < 0) {
      this.#refuseEarly(bytes);
      return undefined;
    }
    const lines = this.#lines(latin1(bytes.subarray(0, end)));
    const head = this.#options.isRequest ? requestHead(lines[0] as string) : statusHead(lines[0] as string);
    head.headers = this.#fields(lines.slice(1));
    this.#begin(head);
    return bytes.subarray(end);
  }

  /** What cannot become a message is not waited for. */
  #refuseEarly(bytes: Uint8Array): void {
    const line = bytes.indexOf(LF);
    if (line >= 0) {
      const text = latin1(bytes.subarray(0, bytes[line - 1] === CR ? line - 1 : line));
      if (this.#options.isRequest) requestHead(text);
      else statusHead(text);
    } else if (!this.#options.isRequest && bytes.length >= 5 && latin1(bytes.subarray(0, 5)) !== "HTTP/") {
      throw new ParseError("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/");
    } else if (this.#options.isRequest && !beginsWithMethod(latin1(bytes.subarray(0, 32)))) {
      throw new ParseError("HPE_INVALID_METHOD", "Invalid method encountered");
    }
  }

  #lines(text: string): string[] {
    const lines = text.split("\r\n");
    for (const line of lines) {
      if (!line.includes("\n") && !line.includes("\r")) continue;
      if (!this.#options.lenient) {
        throw line.includes("\r") ? new ParseError("HPE_LF_EXPECTED", "Missing expected LF after header value") : new ParseError("HPE_CR_EXPECTED", "Missing expected CR after header value");
      }
      return text.split(/\r?\n/).filter((one) => one !== "");
    }
    return lines.filter((line) => line !== "");
  }

  #fields(lines: string[]): string[] {
    const fields: string[] = [];
    for (const line of lines) {
      if (line[0] === " " || line[0] === "\t") {
        // An old way to write a long value; it is refused in requests, where it hides things.
        if (fields.length === 0 || this.#options.isRequest) throw new ParseError("HPE_INVALID_HEADER_TOKEN", "Unexpected whitespace after header value");
        fields[fields.length - 1] += ` ${line.trim()}`;
        continue;
      }
      const colon = line.indexOf(":");
      const name = line.slice(0, colon);
      if (colon <= 0 || !NAME.test(name)) throw new ParseError("HPE_INVALID_HEADER_TOKEN", "Invalid header token");
      const value = line.slice(colon + 1).replace(/^[\t ]+|[\t ]+$/g, "");
      if (!this.#options.lenient && BAD_VALUE.test(value)) throw new ParseError("HPE_INVALID_HEADER_TOKEN", "Invalid header value char");
      fields.push(name, value);
    }
    return fields;
  }

  /** Decides from the head what follows. */
  #begin(head: Head): void {
    let length: number | undefined;
    let coding: string | undefined;
    let connection = "";
    let hasUpgrade = false;
    /** Of the two headers that give a length, the one that came last. */
    let last = "";
    for (let i = 0; i < head.headers.length; i += 2) {
      const value = head.headers[i + 1] as string;
      switch ((head.headers[i] as string).toLowerCase()) {
        case "content-length":
          length = contentLength(value, length);
          last = "Content-Length";
          break;
        case "transfer-encoding":
          coding = coding === undefined ? value : `${coding}, ${value}`;
          last = "Transfer-Encoding";
          break;
        case "connection":
          connection += `,${value}`;
          break;
        case "upgrade":
          hasUpgrade = true;
          break;
      }
    }
    if (length !== undefined && coding !== undefined && !this.#options.lenient) {
      throw last === "Content-Length"
        ? new ParseError("HPE_INVALID_CONTENT_LENGTH", "Content-Length can't be present with Transfer-Encoding")
        : new ParseError("HPE_INVALID_TRANSFER_ENCODING", "Transfer-Encoding can't be present with Content-Length");
    }
    const isChunked = coding !== undefined && /(?:^|,)[\t ]*chunked[\t ]*$/i.test(coding);
    if (coding !== undefined && !isChunked && this.#options.isRequest) {
      throw new ParseError("HPE_INVALID_TRANSFER_ENCODING", "Request has invalid `Transfer-Encoding`");
    }
    const isOld = head.major < 1 || (head.major === 1 && head.minor === 0);
    head.keepAlive = isOld ? hasToken(connection, "keep-alive") : !hasToken(connection, "close");
    const asks = hasUpgrade && hasToken(connection, "upgrade");
    head.upgrade = this.#options.isRequest ? head.method === "CONNECT" || asks : head.status === 101 && asks;
    this.#follow(head, length, isChunked, coding !== undefined);
  }

  #follow(head: Head, length: number | undefined, isChunked: boolean, isCoded: boolean): void {
    const { isRequest } = this.#options;
    this.isBusy = true;
    const skipsBody = this.#listener.onHead(head);
    if (this.#state === UPGRADED) {
      this.isBusy = false;
      return;
    }
    const { status } = head;
    const isBodiless = skipsBody || (!isRequest && ((status >= 100 && status < 200) || status === 204 || status === 304));
    if (isBodiless) this.#complete([]);
    else if (isChunked) this.#state = CHUNK_SIZE;
    else if (isCoded) this.#untilClose(head);
    else if (length !== undefined) {
      this.#left = length;
      if (length === 0) this.#complete([]);
      else this.#state = LENGTH;
    } else if (isRequest) this.#complete([]);
    else this.#untilClose(head);
  }

  #untilClose(head: Head): void {
    head.keepAlive = false;
    this.#state = UNTIL_CLOSE;
  }

  #data(bytes: Uint8Array): Uint8Array {
    const piece = bytes.subarray(0, this.#left);
    this.#left -= piece.length;
    const wasChunk = this.#state === CHUNK_DATA;
    this.#listener.onBody(piece);
    if (this.#left === 0) {
      if (wasChunk) this.#state = CHUNK_END;
      else this.#complete([]);
    }
    return bytes.subarray(piece.length);
  }

  #chunkSize(bytes: Uint8Array): Uint8Array | undefined {
    const end = bytes.indexOf(LF);
    if ((end < 0 ? bytes.length : end) > LONGEST_SIZE_LINE) throw new ParseError("HPE_CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow");
    if (end < 0) return undefined;
    const isStrict = bytes[end - 1] === CR;
    if (!isStrict && !this.#options.lenient) throw new ParseError("HPE_CR_EXPECTED", "Missing expected CR after chunk size");
    const line = latin1(bytes.subarray(0, isStrict ? end - 1 : end));
    const match = /^([0-9a-fA-F]+)[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/.exec(line);
    const size = match === null ? Number.NaN : parseInt(match[1] as string, 16);
    if (!Number.isSafeInteger(size)) throw new ParseError("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size");
    this.#left = size;
    this.#state = size === 0 ? TRAILERS : CHUNK_DATA;
    return bytes.subarray(end + 1);
  }

  #chunkEnd(bytes: Uint8Array): Uint8Array | undefined {
    if (bytes[0] === CR && bytes.length === 1) return undefined;
    if (bytes[0] === CR && bytes[1] === LF) {
      this.#state = CHUNK_SIZE;
      return bytes.subarray(2);
    }
    if (bytes[0] === LF && this.#options.lenient) {
      this.#state = CHUNK_SIZE;
      return bytes.subarray(1);
    }
    throw new ParseError("HPE_STRICT", "Expected LF after chunk data");
  }

  #trailers(bytes: Uint8Array): Uint8Array | undefined {
    if (bytes[0] === CR && bytes.length === 1) return undefined;
    let end = bytes[0] === CR && bytes[1] === LF ? 2 : bytes[0] === LF && this.#options.lenient ? 1 : 0;
    let fields: string[] = [];
    if (end === 0) {
      end = endOfHead(bytes, 0);
      if ((end < 0 ? bytes.length : end) > this.#options.maxHeaderSize) throw new ParseError("HPE_HEADER_OVERFLOW", "Header overflow");
      if (end < 0) return undefined;
      fields = this.#fields(this.#lines(latin1(bytes.subarray(0, end))));
    }
    this.#complete(fields);
    return bytes.subarray(end);
  }

  #complete(trailers: string[]): void {
    this.#state = HEAD;
    this.isBusy = false;
    this.#listener.onComplete(trailers);
  }
}

/** Whether a line that is not complete can become a request's. */
function beginsWithMethod(text: string): boolean {
  const [word, rest] = text.split(" ", 2) as [string, string?];
  return rest === undefined ? [...METHODS].some((method) => method.startsWith(word)) : METHODS.has(word);
}

function contentLength(value: string, held: number | undefined): number {
  const length = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(length)) throw new ParseError("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length");
  if (held !== undefined) throw new ParseError("HPE_UNEXPECTED_CONTENT_LENGTH", "Content-Length already present");
  return length;
}

const EMPTY: Head = { major: 1, minor: 1, method: "", url: "", status: 0, reason: "", headers: [], upgrade: false, keepAlive: true };

function requestHead(line: string): Head {
  const match = REQUEST_LINE.exec(line);
  if (match === null) {
    const method = line.split(" ")[0] as string;
    if (!METHODS.has(method)) throw new ParseError("HPE_INVALID_METHOD", "Invalid method encountered");
    if (!/ HTTP\/\d/.test(line)) throw new ParseError("HPE_INVALID_CONSTANT", "Expected HTTP/");
    throw new ParseError("HPE_INVALID_URL", "Invalid characters in url");
  }
  const [, method, url, major, minor] = match as unknown as [string, string, string, string, string];
  if (!METHODS.has(method)) throw new ParseError("HPE_INVALID_METHOD", "Invalid method encountered");
  checkVersion(major, minor);
  return { ...EMPTY, method, url, major: Number(major), minor: Number(minor) };
}

function statusHead(line: string): Head {
  const match = STATUS_LINE.exec(line);
  if (match === null) {
    if (!line.startsWith("HTTP/")) throw new ParseError("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/");
    if (!/^HTTP\/\d\.\d /.test(line)) throw new ParseError("HPE_INVALID_VERSION", "Invalid HTTP version");
    throw new ParseError("HPE_INVALID_STATUS", "Invalid status code");
  }
  const [, major, minor, status, reason] = match as unknown as [string, string, string, string, string | undefined];
  checkVersion(major, minor);
  return { ...EMPTY, status: Number(status), reason: reason ?? "", major: Number(major), minor: Number(minor) };
}

function checkVersion(major: string, minor: string): void {
  const version = `${major}.${minor}`;
  if (!["0.9", "1.0", "1.1", "2.0"].includes(version)) throw new ParseError("HPE_INVALID_VERSION", "Invalid HTTP version");
}
