// The lines of a stream: what both faces of node:readline are made of.

import { AbortError, codes, nodeError } from "waypost-internal:internal/errors/errors";
import { validateAbortSignal, validateUint32 } from "waypost-internal:internal/validators/validators";
import { EventEmitter } from "waypost-internal:node/events/events";
import { addAbortListener, on as iterateEvents } from "waypost-internal:node/events/statics";
import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { StringDecoder } from "waypost-internal:node/string_decoder/string_decoder";

type Listener = (...args: never[]) => unknown;

/** A stream that lines come from. */
export interface Input {
  on(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
  pause(): unknown;
  resume(): unknown;
}

interface Output {
  write(text: string): unknown;
}

interface Signal {
  aborted: boolean;
  reason: unknown;
}

/** `createInterface`'s options. */
export interface InterfaceOptions {
  input: Input;
  output?: Output;
  prompt?: string;
  crlfDelay?: number;
  historySize?: number;
  signal?: Signal;
  terminal?: boolean;
  [name: string]: unknown;
}

const LINE_ENDING = /\r\n|\n|\r(?!\n)|\u2028|\u2029/g;
const MIN_CRLF_DELAY = 100;

/** The one argument or the older list of them. */
function optionsOf(args: unknown[]): InterfaceOptions {
  const [input, output, completer, terminal] = args as [Input & { input?: Input }, Output, unknown, boolean];
  if (input !== undefined && input !== null && input.input !== undefined) return input as unknown as InterfaceOptions;
  return { input, output, completer, terminal };
}

export class LineInterface extends (EventEmitter as unknown as new () => InstanceType<typeof EventEmitter>) {
  readonly input: Input;
  readonly output: Output | undefined;
  readonly terminal: boolean;
  readonly crlfDelay: number;
  line = "";
  cursor = 0;
  history: string[] = [];
  closed = false;
  paused = false;
  readonly #decoder = new StringDecoder("utf8");
  readonly #listeners: [string, Listener][] = [];
  #prompt: string;
  #rest = "";
  #sawReturnAt = 0;
  #question: ((answer: string) => void) | null = null;

  constructor(...args: unknown[]) {
    super();
    const options = optionsOf(args);
    const { input, crlfDelay, prompt, historySize, signal } = options;
    if (input === undefined || input === null || typeof input.on !== "function") {
      throw new codes.ERR_INVALID_ARG_TYPE!("input", "Readable", input);
    }
    if (historySize !== undefined && (typeof historySize !== "number" || Number.isNaN(historySize) || historySize < 0)) {
      throw new codes.ERR_INVALID_ARG_VALUE!("historySize", historySize);
    }
    if (options.completer !== undefined) {
      if (typeof options.completer !== "function") throw new codes.ERR_INVALID_ARG_VALUE!("completer", options.completer);
    }
    if (signal !== undefined) validateAbortSignal(signal, "options.signal");
    if (options.tabSize !== undefined) validateUint32(options.tabSize, "tabSize", true);
    this.input = input;
    this.output = options.output;
    this.terminal = options.terminal ?? false;
    this.crlfDelay = crlfDelay ? Math.max(MIN_CRLF_DELAY, crlfDelay) : MIN_CRLF_DELAY;
    this.#prompt = prompt === undefined ? "> " : String(prompt);
    this.#listen("error", ((error: unknown) => void this.emit("error", error)) as Listener);
    this.#listen("data", ((chunk: unknown) => this.#take(chunk)) as Listener);
    this.#listen("end", (() => this.#end()) as Listener);
    if (signal !== undefined) this.#endBy(signal);
    input.resume();
  }

  #listen(event: string, listener: Listener): void {
    this.input.on(event, listener);
    this.#listeners.push([event, listener]);
  }

  #endBy(signal: Signal): void {
    const onAbort = (): void => this.close();
    if (signal.aborted) {
      nextTick(onAbort);
      return;
    }
    const listening = addAbortListener(signal as never, onAbort as never);
    this.once("close", () => listening[Symbol.dispose]());
  }

  /** Cuts what came into lines; a return at its end may belong to a line feed that comes next. */
  #take(chunk: unknown): void {
    if (chunk === undefined) return;
    let text = typeof chunk === "string" ? chunk : this.#decoder.write(chunk as never);
    if (this.#sawReturnAt !== 0) {
      if (text.startsWith("\n") && Date.now() - this.#sawReturnAt <= this.crlfDelay) text = text.slice(1);
      this.#sawReturnAt = 0;
    }
    LINE_ENDING.lastIndex = 0;
    if (!LINE_ENDING.test(text)) {
      this.#rest += text;
      return;
    }
    if (text.endsWith("\r")) this.#sawReturnAt = Date.now();
    const lines = (this.#rest + text).split(LINE_ENDING);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#onLine(line);
  }

  #onLine(line: string): void {
    if (this.closed) return;
    const question = this.#question;
    if (question === null) {
      this.emit("line", line);
      return;
    }
    this.#question = null;
    question(line);
  }

  #end(): void {
    const rest = this.#rest + this.#decoder.end();
    this.#rest = "";
    if (rest.length > 0) this.#onLine(rest);
    this.close();
  }

  close(): void {
    if (this.closed) return;
    this.pause();
    for (const [event, listener] of this.#listeners) this.input.removeListener(event, listener);
    this.closed = true;
    this.emit("close");
  }

  #refuseClosed(what: string): void {
    if (this.closed) throw codes.ERR_USE_AFTER_CLOSE!(what);
  }

  pause(): this {
    if (this.closed || this.paused) return this;
    this.input.pause();
    this.paused = true;
    this.emit("pause");
    return this;
  }

  resume(): this {
    if (this.closed || !this.paused) return this;
    this.input.resume();
    this.paused = false;
    this.emit("resume");
    return this;
  }

  setPrompt(prompt: string): void {
    this.#prompt = prompt;
  }

  getPrompt(): string {
    return this.#prompt;
  }

  prompt(_preserveCursor?: boolean): void {
    this.#refuseClosed("readline");
    if (this.paused) this.resume();
    this.output?.write(this.#prompt);
  }

  /** Asks once: the next line is the answer. */
  ask(query: string, options: { signal?: Signal } | undefined, answered: (answer: string) => void, aborted?: (error: Error) => void): void {
    this.#refuseClosed("readline");
    const signal = options?.signal;
    if (signal !== undefined) validateAbortSignal(signal, "options.signal");
    if (signal?.aborted) {
      aborted?.(new AbortError(undefined, { cause: signal.reason }));
      return;
    }
    if (this.#question !== null) {
      this.prompt();
      return;
    }
    let deliver = answered;
    if (signal !== undefined) {
      const listening = addAbortListener(signal as never, (() => {
        this.#question = null;
        aborted?.(new AbortError(undefined, { cause: signal.reason }));
      }) as never);
      deliver = (answer) => {
        listening[Symbol.dispose]();
        answered(answer);
      };
    }
    this.#question = deliver;
    if (this.paused) this.resume();
    this.output?.write(query);
  }

  write(data: unknown, _key?: unknown): void {
    this.#refuseClosed("readline");
    if (this.paused) this.resume();
    if (data !== undefined && data !== null) this.#take(String(data));
  }

  getCursorPos(): { rows: number; cols: number } {
    return { rows: 0, cols: this.cursor };
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<string> {
    return linesOf(this);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

async function* linesOf(lines: LineInterface): AsyncGenerator<string> {
  try {
    for await (const [line] of iterateEvents(lines as never, "line", { close: ["close"] } as never)) yield line as string;
  } finally {
    lines.close();
  }
}

/** The error of what needs a terminal. */
export function needsTerminal(what: string): never {
  throw nodeError(Error, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM", `${what} needs a terminal, which a worker of waypost does not have`);
}
