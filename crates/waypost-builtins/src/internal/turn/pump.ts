// Moves a stream into an answer's body: one piece after the other, at the reader's pace.

import { nativeResolve, nativeThen } from "waypost-internal:internal/async_context/async_context";
import { AnswerWriter } from "waypost-internal:internal/turn/answer_writer";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { utf8Encode } from "waypost-internal:web/encoding/utf8";
import { acquireChunkReader, type ChunkReader, type ReadableStream, type TakenPieces, takePieces } from "waypost-internal:web/streams/streams";

type Failed = (error: unknown) => void;

const SETTLED: Promise<unknown> = nativeResolve();

/** Sends `stream`; cancels it when the client goes, cuts the answer when it fails. */
export function pumpAnswer(invocation: Invocation, stream: ReadableStream, failed: Failed): void {
  const taken = takePieces(stream);
  if (taken !== undefined) {
    moveAnswer(invocation, taken, failed);
    return;
  }
  const pump = new Pump(invocation, acquireChunkReader(stream), failed);
  invocation.onAbort = (reason) => pump.cancel(reason);
  if (invocation.aborted) pump.cancel(new Error("The client disconnected"));
  else pump.next();
}

/** A stream that nobody has touched between its source and here goes around JavaScript. */
function moveAnswer(invocation: Invocation, taken: TakenPieces, failed: Failed): void {
  const writer = new AnswerWriter(invocation);
  let isOver = false;
  invocation.onAbort = (reason) => {
    if (isOver) return;
    isOver = true;
    nativeThen(taken.cancel(reason), ignore, ignore);
  };
  const ended = (isComplete: boolean): void => {
    if (isOver || !isComplete) return;
    isOver = true;
    writer.end(false);
  };
  const broke = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    writer.end(true);
    failed(error);
  };
  nativeThen(taken.moved(writer.move(taken.pieces)), ended as never, broke);
}

/** It is its own read request: a chunk that passes costs it one promise. */
class Pump {
  readonly #writer: AnswerWriter;
  readonly #reader: ChunkReader;
  readonly #failed: Failed;
  #over = false;
  #chunk: unknown = undefined;
  readonly #onChunk: () => void = () => this.#write();
  readonly #onError: (error: unknown) => void = (error) => this.#fail(error);
  readonly #onReady: (isOpen: boolean) => void = (isOpen) => {
    if (isOpen) this.next();
  };

  constructor(invocation: Invocation, reader: ChunkReader, failed: Failed) {
    this.#writer = new AnswerWriter(invocation);
    this.#reader = reader;
    this.#failed = failed;
  }

  next(): void {
    if (!this.#over) this.#reader.read(this);
  }

  // Who enqueues, closes or fails is in the middle of it: what follows comes in a microtask of its own.

  chunk(chunk: unknown): void {
    this.#chunk = chunk;
    nativeThen(SETTLED, this.#onChunk);
  }

  close(): void {
    nativeThen(SETTLED, () => this.#end(false));
  }

  error(reason: unknown): void {
    nativeThen(SETTLED, () => this.#fail(reason));
  }

  cancel(reason: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelSource(reason);
  }

  #cancelSource(reason: unknown): void {
    nativeThen(this.#reader.cancel(reason), ignore, ignore);
  }

  #write(): void {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    if (this.#over) return;
    // Node's responses, to which Next.js writes the pieces, take text too.
    const piece = typeof chunk === "string" ? utf8Encode(chunk) : chunk;
    if (!(piece instanceof Uint8Array)) {
      const error = new TypeError("Received non-Uint8Array chunk");
      this.#cancelSource(error);
      this.#fail(error);
      return;
    }
    if (this.#writer.write(piece)) this.next();
    else nativeThen(this.#writer.ready(), this.#onReady, this.#onError);
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.#end(true);
    this.#failed(error);
  }

  #end(failed: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#writer.end(failed);
  }
}

function ignore(): void {}
