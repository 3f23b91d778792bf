// The format of text/event-stream, piece by piece: https://html.spec.whatwg.org/#parsing-an-event-stream

/** One event as the stream has it. */
export interface StreamEvent {
  type: string;
  data: string;
  lastEventId: string;
}

/** The most characters that one event, or one line, may have. */
const MAX_EVENT = 16 * 1024 * 1024;

export class EventStreamParser {
  /** What a connection that is made anew says of the last event. */
  lastEventId: string = "";
  /** The server's wish for the pause before that, in milliseconds. */
  retry: number | undefined;
  #line: string = "";
  #afterCr: boolean = false;
  #type: string = "";
  #data: string = "";
  #id: string = "";
  readonly #emit: (event: StreamEvent) => void;

  constructor(emit: (event: StreamEvent) => void) {
    this.#emit = emit;
  }

  /** A new connection: what was not complete is dropped. */
  restart(): void {
    this.#line = "";
    this.#afterCr = false;
    this.#type = "";
    this.#data = "";
    this.#id = this.lastEventId;
  }

  /** Takes decoded text. Throws a `RangeError` when an event gets too long. */
  push(text: string): void {
    let start = 0;
    if (this.#afterCr && text.startsWith("\n")) start = 1;
    if (text !== "") this.#afterCr = false;
    for (;;) {
      const end = lineEnd(text, start);
      if (end < 0) break;
      this.#takeLine(this.#line + text.slice(start, end));
      this.#line = "";
      start = end + 1;
      if (text[end] === "\r") {
        if (start === text.length) this.#afterCr = true;
        else if (text[start] === "\n") start++;
      }
    }
    this.#line += text.slice(start);
    if (this.#line.length + this.#data.length > MAX_EVENT) throw new RangeError("an event of the stream is too long");
  }

  #takeLine(line: string): void {
    if (line === "") {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? "" : line.slice(colon + 1);
    if (value.startsWith(" ")) value = value.slice(1);
    if (field === "event") this.#type = value;
    else if (field === "data") this.#data += `${value}\n`;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    else if (field === "retry" && /^[0-9]+$/.test(value)) this.retry = Number(value);
  }

  // https://html.spec.whatwg.org/#dispatchMessage
  #dispatch(): void {
    this.lastEventId = this.#id;
    const data = this.#data;
    const type = this.#type;
    this.#data = "";
    this.#type = "";
    if (data !== "") this.#emit({ type: type === "" ? "message" : type, data: data.slice(0, -1), lastEventId: this.#id });
  }
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x0a || c === 0x0d) return i;
  }
  return -1;
}
