// The bodies of fetched responses, and the sending of streamed request bodies.
//
// A response's body is a native exchange that is read when somebody reads the stream. It is
// closed at its end, when it is cancelled or aborted, and when nobody can reach it any more.

import { nativeThen } from "waypost-internal:internal/async_context/async_context";
import { type AbortAlgorithm, type AbortSignal, addAbortAlgorithm, removeAbortAlgorithm } from "waypost-internal:web/abort/abort";
import {
  acquireDefaultReader,
  type ReadableStream,
  type ReadableStreamDefaultReader,
  readableStreamError,
  readableStreamFromHost,
  type TakenPieces,
  takePieces,
} from "waypost-internal:web/streams/streams";
import { failureError, terminated } from "waypost-internal:web/fetch/fetch_errors";
import { type FetchPiece, op_fetch_close, op_fetch_end, op_fetch_move, op_fetch_read, op_fetch_write } from "waypost-native:web/fetch";

/** What is left to do for a body that was forgotten; it must not reach the body itself. */
interface Remains {
  id: number;
  signal: AbortSignal | undefined;
  abort: AbortAlgorithm | undefined;
}

const forgotten: FinalizationRegistry<Remains> = new FinalizationRegistry(cleanUp);

function cleanUp(remains: Remains): void {
  op_fetch_close(remains.id);
  if (remains.signal !== undefined && remains.abort !== undefined) {
    removeAbortAlgorithm(remains.signal, remains.abort);
  }
}

/** The body of one response. Its stream holds it, so both live and die together. */
class FetchedBody {
  readonly #remains: Remains;
  #stream: ReadableStream | undefined = undefined;
  readonly #onRead: (piece: FetchPiece) => Uint8Array | undefined = (piece) => this.#pieceOf(piece);
  #aborted: { reason: unknown } | undefined = undefined;

  constructor(id: number, signal: AbortSignal | undefined) {
    this.#remains = { id, signal, abort: undefined };
    forgotten.register(this, this.#remains, this);
    if (signal !== undefined) {
      // The signal may outlive the body by far: it must not keep it alive.
      const weak = new WeakRef(this);
      this.#remains.abort = (reason: unknown): void => weak.deref()?.abort(reason);
      addAbortAlgorithm(signal, this.#remains.abort);
    }
  }

  get stream(): ReadableStream {
    this.#stream ??= readableStreamFromHost(
      () => this.#read(),
      () => this.#finish(),
      "bytes",
      { id: this.#remains.id, isFetched: true, end: this.#onRead as (last: unknown) => void },
    );
    return this.#stream;
  }

  #read(): Promise<unknown> {
    return nativeThen(op_fetch_read(this.#remains.id), this.#onRead);
  }

  #pieceOf(piece: FetchPiece): Uint8Array | undefined {
    if (piece instanceof Uint8Array) return piece;
    this.#finish();
    if (piece === null) return undefined;
    if (this.#aborted !== undefined) throw this.#aborted.reason;
    throw terminated(failureError(piece.failure));
  }

  #finish(): void {
    forgotten.unregister(this);
    cleanUp(this.#remains);
  }

  abort(reason: unknown): void {
    this.#aborted = { reason };
    this.#finish();
    if (this.#stream !== undefined) readableStreamError(this.#stream, reason);
  }
}

/** The stream over the response of an exchange; the signal ends it. */
export function fetchedStream(id: number, signal: AbortSignal | undefined): ReadableStream {
  return new FetchedBody(id, signal).stream;
}

/**
 * Writes a stream to an exchange as its request body.
 * https://fetch.spec.whatwg.org/#concept-http-network-fetch, steps 10 and 11
 */
export class Upload {
  readonly #id: number;
  readonly #source: ReadableStreamDefaultReader | TakenPieces;
  #failed: { reason: unknown } | undefined = undefined;

  constructor(id: number, stream: ReadableStream) {
    this.#id = id;
    const taken = takePieces(stream);
    this.#source = taken ?? acquireDefaultReader(stream);
    void this.#run(taken === undefined ? this.#write(this.#source as ReadableStreamDefaultReader) : this.#move(taken));
  }

  /** The error of the stream, should it have failed. */
  get failed(): { reason: unknown } | undefined {
    return this.#failed;
  }

  /** Nobody wants the rest; what the source thinks of that concerns nobody here. */
  async cancel(reason: unknown): Promise<void> {
    try {
      await this.#source.cancel(reason);
    } catch {
      return;
    }
  }

  /** True when all was written, false when the server wants no more, which just ends the writing. */
  async #write(reader: ReadableStreamDefaultReader): Promise<unknown> {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return true;
      if (!(value instanceof Uint8Array)) {
        const error = new TypeError("Received non-Uint8Array chunk");
        void this.cancel(error);
        throw error;
      }
      if (value.byteLength > 0 && !(await op_fetch_write(this.#id, value))) return false;
    }
  }

  /** The same outside of JavaScript. */
  #move(taken: TakenPieces): Promise<unknown> {
    return taken.moved(op_fetch_move(this.#id, taken.pieces.isFetched, taken.pieces.id));
  }

  async #run(writing: Promise<unknown>): Promise<void> {
    try {
      if (!(await writing)) void this.cancel(undefined);
      op_fetch_end(this.#id, false);
    } catch (reason) {
      this.#failed = { reason };
      op_fetch_end(this.#id, true);
    }
  }
}
