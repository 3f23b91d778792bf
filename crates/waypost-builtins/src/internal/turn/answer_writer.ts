// The body of an answer in pieces. The reader's pace comes back as `false` from `write`; `ready`
// tells when it caught up.

import { op_answer_end, op_answer_move, op_answer_ready, op_answer_write } from "waypost-native:internal/turn";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import type { HostPieces } from "waypost-internal:web/streams/streams";

export class AnswerWriter {
  readonly #invocation: Invocation;
  #over = false;

  /** For an invocation whose head was posted by `answerHead`. */
  constructor(invocation: Invocation) {
    this.#invocation = invocation;
  }

  /** Whether the body ended, or the client is gone. */
  get over(): boolean {
    return this.#over || this.#invocation.aborted;
  }

  /** Sends a piece; text goes as UTF-8. False when the reader should catch up first. */
  write(piece: Uint8Array | string): boolean {
    return op_answer_write(this.#invocation.slot, this.#invocation.generation, piece);
  }

  /** True when the reader caught up, false when it is gone. */
  ready(): Promise<boolean> {
    return op_answer_ready(this.#invocation.slot, this.#invocation.generation);
  }

  /** Sends the pieces of a stream: false when the reader is gone, otherwise what they ended with. */
  move(pieces: HostPieces): Promise<unknown> {
    return op_answer_move(this.#invocation.slot, this.#invocation.generation, pieces.isFetched, pieces.id);
  }

  /** Ends the body; one that failed is cut, so that the client sees it. */
  end(failed: boolean): void {
    if (this.#over) return;
    this.#over = true;
    this.#invocation.release();
    op_answer_end(this.#invocation.slot, this.#invocation.generation, failed);
  }
}
