// node:_http_common: `HTTPParser`, the face of Node.js's parser over ours. Libraries that answer requests in place of a server
// (msw and nock, through @mswjs/interceptors) read with it what a socket was given.
//
// It follows what `lib/_http_common.js` of Node.js expects of it: callbacks by number, errors as results. A long head comes
// in one piece, never through `kOnHeaders` first.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { type Head, HttpParser, MAX_HEADER_SIZE, ParseError } from "waypost-internal:node/http/parser";

/** Methods by the numbers that Node.js's parser gives them. */
export const METHODS_BY_NUMBER: readonly string[] = (
  "DELETE GET HEAD POST PUT CONNECT OPTIONS TRACE COPY LOCK MKCOL MOVE PROPFIND PROPPATCH SEARCH UNLOCK BIND REBIND UNBIND ACL REPORT " +
  "MKACTIVITY CHECKOUT MERGE M-SEARCH NOTIFY SUBSCRIBE UNSUBSCRIBE PATCH PURGE MKCALENDAR LINK UNLINK SOURCE PRI DESCRIBE ANNOUNCE " +
  "SETUP PLAY PAUSE TEARDOWN GET_PARAMETER SET_PARAMETER REDIRECT RECORD FLUSH QUERY"
).split(" ");

const REQUEST = 1;
const RESPONSE = 2;
const ON_MESSAGE_BEGIN = 0;
const ON_HEADERS = 1;
const ON_HEADERS_COMPLETE = 2;
const ON_BODY = 3;
const ON_MESSAGE_COMPLETE = 4;

type Callback = (...args: unknown[]) => unknown;

export class HTTPParser {
  static readonly REQUEST: number = REQUEST;
  static readonly RESPONSE: number = RESPONSE;
  static readonly kOnMessageBegin: number = ON_MESSAGE_BEGIN;
  static readonly kOnHeaders: number = ON_HEADERS;
  static readonly kOnHeadersComplete: number = ON_HEADERS_COMPLETE;
  static readonly kOnBody: number = ON_BODY;
  static readonly kOnMessageComplete: number = ON_MESSAGE_COMPLETE;
  static readonly kOnExecute: number = 5;
  static readonly kOnTimeout: number = 6;
  static readonly kLenientNone: number = 0;
  static readonly kLenientHeaders: number = 1;
  static readonly kLenientChunkedLength: number = 2;
  static readonly kLenientKeepAlive: number = 4;
  static readonly kLenientTransferEncoding: number = 8;
  static readonly kLenientVersion: number = 16;
  static readonly kLenientDataAfterClose: number = 32;
  static readonly kLenientOptionalLFAfterCR: number = 64;
  static readonly kLenientOptionalCRLFAfterChunk: number = 128;
  static readonly kLenientOptionalCRBeforeLF: number = 256;
  static readonly kLenientSpacesAfterChunkSize: number = 512;
  static readonly kLenientAll: number = 1023;

  [callback: number]: Callback | null | undefined;
  #parser: HttpParser | undefined;
  #url = "";
  #hasHead = false;

  initialize(type: number, _resource?: unknown, maxHeaderSize?: number, lenientFlags?: number): void {
    const isRequest = type === REQUEST;
    const listener = {
      onHead: (head: Head): boolean => this.#head(head, isRequest),
      onBody: (bytes: Uint8Array): void => void this.#call(ON_BODY, Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)),
      onComplete: (trailers: string[]): void => {
        if (trailers.length > 0) this.#call(ON_HEADERS, trailers, this.#url);
        this.#call(ON_MESSAGE_COMPLETE);
      },
    };
    this.#hasHead = false;
    this.#parser = new HttpParser({ isRequest, maxHeaderSize: maxHeaderSize || MAX_HEADER_SIZE, lenient: !!lenientFlags }, listener);
  }

  #call(callback: number, ...args: unknown[]): unknown {
    const listener = this[callback];
    return typeof listener === "function" ? listener.apply(this, args) : undefined;
  }

  #head(head: Head, isRequest: boolean): boolean {
    this.#hasHead = true;
    this.#url = head.url;
    this.#call(ON_MESSAGE_BEGIN);
    const method = isRequest ? METHODS_BY_NUMBER.indexOf(head.method) : undefined;
    const [url, status, reason] = isRequest ? [head.url, undefined, undefined] : [undefined, head.status, head.reason];
    const verdict = this.#call(ON_HEADERS_COMPLETE, head.major, head.minor, head.headers, method, url, status, reason, head.upgrade, head.keepAlive);
    // 1: no body follows. 2: and what follows is another protocol.
    if (verdict === 2 || head.upgrade) {
      this.#parser!.upgrade();
      this.#call(ON_MESSAGE_COMPLETE);
    }
    return verdict === 1 || verdict === 2;
  }

  #attempt<T>(read: (parser: HttpParser) => T): T | ParseError | undefined {
    if (this.#parser === undefined) return undefined;
    try {
      return read(this.#parser);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      error.message = "Parse Error";
      return error;
    }
  }

  /** How many bytes were read, or why they cannot be. */
  execute(bytes: Uint8Array): number | ParseError | undefined {
    return this.#attempt((parser) => parser.execute(bytes));
  }

  finish(): ParseError | undefined {
    return this.#attempt((parser) => parser.finish()) as ParseError | undefined;
  }

  headersCompleted(): boolean {
    return this.#hasHead;
  }

  duration(): number {
    return 0;
  }

  // It reads from no socket and is kept in no list: there is nothing to let go of.
  close(): void {}
  free(): void {}
  remove(): void {}
  pause(): void {}
  resume(): void {}
  consume(): void {}
  unconsume(): void {}
}
