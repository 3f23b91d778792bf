// An invocation for tests: a request written down, whose answer is kept instead of posted.

import { Invocation } from "waypost-internal:internal/turn/invocation";
import { BODY, CONTENT_TYPE, FLAG, METHODS, REQUEST, REQUEST_BODY, REQUEST_CELLS } from "waypost-internal:internal/turn/layout";
import { utf8Decode, utf8Length } from "waypost-internal:web/encoding/utf8";

export interface FakeRequest {
  method?: string;
  target?: string;
  params?: { [name: string]: string | string[] };
  headers?: [string, string][];
  /** Text and bytes came with the head; a list is still arriving. An error breaks off. */
  body?: string | Uint8Array | (Uint8Array | Error)[];
  /** `Content-Length`, when the head says it. */
  length?: number;
}

const TYPES: string[] = ["", "application/json", "text/plain;charset=UTF-8", "application/json; charset=utf-8"];

/** The answer, as it would reach the server. */
export class FakeAnswer {
  status = 0;
  head: [string, string][] = [];
  kind: number = BODY.NONE;
  body = "";
  /** How often head and body were posted in one. */
  whole = 0;
  pieces: string[] = [];
  /** undefined until the body in pieces ended; true when it was cut. */
  cut: boolean | undefined = undefined;

  header(name: string): string | undefined {
    return this.head.find(([key]) => key === name)?.[1];
  }

  /** `200 content-type: text/xml | etag: "x" | <body>` */
  toString(): string {
    return [String(this.status), ...this.head.map(([name, value]) => `${name}: ${value}`), this.body].join(" | ");
  }
}

let slots = 1000;

export class FakeInvocation extends Invocation {
  readonly sent = new FakeAnswer();
  #request: FakeRequest;
  /** Pieces for which there is room before the reader has to catch up. */
  room: number = Number.POSITIVE_INFINITY;
  caughtUp: ((open: boolean) => void) | undefined;

  constructor(request: FakeRequest = {}) {
    const { cells, packed, attachments } = pack(request);
    super(cells, 0, packed, attachments);
    this.#request = request;
  }

  override openBody(): never {
    const pieces = [...(this.#request.body as (Uint8Array | Error)[])];
    return {
      read: (): Promise<unknown> => {
        const piece = pieces.shift();
        return piece instanceof Error ? Promise.reject(piece) : Promise.resolve(piece);
      },
      cancel: (): void => {
        pieces.length = 0;
      },
    } as never;
  }

  override answer(status: number, type: number, head: string, kind: number, body: string | Uint8Array | null): void {
    if (this.done) return;
    this.done = true;
    this.#keepHead(status, type, head);
    this.sent.whole++;
    this.sent.kind = kind;
    this.sent.body = typeof body === "string" ? body : body === null ? "" : utf8Decode(body);
    this.release();
  }

  override answerHead(status: number, type: number, head: string): never {
    this.done = true;
    this.#keepHead(status, type, head);
    this.sent.kind = BODY.STREAM;
    const { sent } = this;
    return {
      write: (piece: string | Uint8Array): boolean => {
        const text = typeof piece === "string" ? piece : utf8Decode(piece);
        sent.pieces.push(text);
        sent.body += text;
        return --this.room > 0;
      },
      ready: (): Promise<boolean> =>
        new Promise((resolve) => {
          this.caughtUp = resolve;
        }),
      end: (failed: boolean): void => {
        sent.cut ??= failed;
        this.release();
      },
    } as never;
  }

  #keepHead(status: number, type: number, head: string): void {
    this.sent.status = status;
    if (type !== CONTENT_TYPE.IN_HEAD) this.sent.head.push(["content-type", TYPES[type] as string]);
    const lines = (this.firstLines + head).split("\n");
    for (let i = 0; i + 1 < lines.length; i += 2) this.sent.head.push([lines[i] as string, lines[i + 1] as string]);
  }
}

/** As crates/waypost-runtime/src/inbox.rs sees it. */
function flagOf(name: string, value: string): number {
  if (name === "cookie") return /__prerender_bypass=|__next_preview_data=/.test(value) ? FLAG.PREVIEW_COOKIE : 0;
  if (name === "x-prerender-revalidate") return FLAG.REVALIDATE;
  if (name === "x-forwarded-proto") return FLAG.FORWARDED_PROTO;
  return name === "if-none-match" ? FLAG.CONDITIONAL : 0;
}

function pack(request: FakeRequest): { cells: Int32Array; packed: string; attachments: unknown[] } {
  const cells = new Int32Array(REQUEST_CELLS);
  const method = request.method ?? "GET";
  const { body } = request;
  let packed = "before ";
  const mark = (cell: number, text: string): void => {
    cells[cell] = packed.length;
    packed += text;
  };
  cells[REQUEST.SLOT] = slots++;
  cells[REQUEST.METHOD] = METHODS.indexOf(method as "GET");
  mark(REQUEST.URL, request.target ?? "/api/x");
  mark(REQUEST.PARAMS, request.params === undefined ? "" : JSON.stringify(request.params));
  const lines = [cells[REQUEST.METHOD] === -1 ? method : "", "127.0.0.1", "5000"];
  for (const [name, value] of request.headers ?? []) lines.push(name, value);
  mark(REQUEST.HEADERS, `${lines.join("\n")}\n`);
  mark(REQUEST.BODY_TEXT, typeof body === "string" ? body : "");
  mark(REQUEST.END, " after");
  cells[REQUEST.BODY] =
    body === undefined ? REQUEST_BODY.NONE : typeof body === "string" ? REQUEST_BODY.TEXT : Array.isArray(body) ? REQUEST_BODY.RESOURCE : REQUEST_BODY.BYTES;
  for (const [name, value] of request.headers ?? []) cells[REQUEST.FLAGS] = (cells[REQUEST.FLAGS] as number) | flagOf(name, value);
  cells[REQUEST.BODY_LENGTH] = request.length ?? (typeof body === "string" ? utf8Length(body) : body instanceof Uint8Array ? body.byteLength : -1);
  return { cells, packed, attachments: [body] };
}
