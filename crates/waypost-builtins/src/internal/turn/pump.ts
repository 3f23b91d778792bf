// Moves a stream into an answer's body: one piece after the other, at the reader's pace.

import { nativeThen } from "waypost-internal:internal/async_context/async_context";
import { AnswerWriter } from "waypost-internal:internal/turn/answer_writer";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { utf8Encode } from "waypost-internal:web/encoding/utf8";
import { type ReadableStream, acquireDefaultReader } from "waypost-internal:web/streams/streams";

type Failed = (error: unknown) => void;

interface Reader {
  read(): Promise<{ value?: unknown; done: boolean }>;
  cancel(reason: unknown): Promise<void>;
}

/** Sends `stream`; cancels it when the client goes, cuts the answer when it fails. */
export function pumpAnswer(invocation: Invocation, stream: ReadableStream, failed: Failed): void {
  const pump = new Pump(invocation, acquireDefaultReader(stream) as unknown as Reader, failed);
  invocation.onAbort = (reason) => pump.cancel(reason);
  if (invocation.aborted) pump.cancel(new Error("The client disconnected"));
  else pump.next();
}

class Pump {
  readonly #writer: AnswerWriter;
  readonly #reader: Reader;
  readonly #failed: Failed;
  #over = false;
  readonly #onRead: (result: { value?: unknown; done: boolean }) => void;
  readonly #onError: (error: unknown) => void;

  constructor(invocation: Invocation, reader: Reader, failed: Failed) {
    this.#writer = new AnswerWriter(invocation);
    this.#reader = reader;
    this.#failed = failed;
    this.#onRead = (result) => this.#write(result);
    this.#onError = (error) => this.#fail(error);
  }

  next(): void {
    nativeThen(this.#reader.read(), this.#onRead, this.#onError);
  }

  cancel(reason: unknown): void {
    if (this.#over) return;
    this.#over = true;
    nativeThen(this.#reader.cancel(reason), ignore, ignore);
  }

  #write(result: { value?: unknown; done: boolean }): void {
    if (this.#over) return;
    if (result.done) {
      this.#end(false);
      return;
    }
    // Node's responses, to which Next.js writes the pieces, take text too.
    const piece = typeof result.value === "string" ? utf8Encode(result.value) : result.value;
    if (!(piece instanceof Uint8Array)) {
      const error = new TypeError("Received non-Uint8Array chunk");
      nativeThen(this.#reader.cancel(error), ignore, ignore);
      this.#fail(error);
      return;
    }
    if (this.#writer.write(piece)) {
      this.next();
      return;
    }
    nativeThen(
      this.#writer.ready(),
      (open: boolean) => {
        if (open) this.next();
      },
      this.#onError,
    );
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.#end(true);
    this.#failed(error);
  }

  #end(failed: boolean): void {
    this.#over = true;
    this.#writer.end(failed);
  }
}

function ignore(): void {}
