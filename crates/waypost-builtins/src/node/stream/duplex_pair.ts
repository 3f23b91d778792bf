// node:stream: two duplexes, each of which reads what is written to the other.

import { nextTick } from "waypost-internal:internal/event_loop/event_loop";
import { Duplex } from "waypost-internal:node/stream/duplex";
import type { AnyStream } from "waypost-internal:node/stream/types";

type Done = () => void;

class DuplexSide extends Duplex {
  #other: DuplexSide | undefined;
  /** Tells the other side that what it wrote was read. */
  #done: Done | undefined;

  join(other: DuplexSide): void {
    this.#other = other;
  }

  _read(): void {
    const done = this.#done;
    this.#done = undefined;
    done?.();
  }

  _write(chunk: Uint8Array, _encoding: string, done: Done): void {
    const other = this.#other as DuplexSide & AnyStream;
    // An empty piece makes nobody read, so nothing would call back.
    if (chunk.length === 0) {
      nextTick(done);
      return;
    }
    (other as unknown as { push(chunk: Uint8Array): void }).push(chunk);
    other.#done = done;
  }

  _final(done: Done): void {
    const other = this.#other as unknown as { on(event: string, listener: Done): void; push(chunk: null): void };
    other.on("end", done);
    other.push(null);
  }
}

export function duplexPair(options?: object): [AnyStream, AnyStream] {
  const pair = [new DuplexSide(options), new DuplexSide(options)] as const;
  pair[0].join(pair[1]);
  pair[1].join(pair[0]);
  return pair as unknown as [AnyStream, AnyStream];
}
