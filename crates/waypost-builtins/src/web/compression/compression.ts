// CompressionStream and DecompressionStream.
// https://compression.spec.whatwg.org/
//
// The codec is native and works on one chunk at a time; it is closed at the stream's end, when
// the stream is cancelled or fails, and when nobody can reach it any more.

import { createTransform, type ReadableStream, type TransformState, type WritableStream } from "waypost-internal:web/streams/streams";
import { wrapReadable } from "waypost-internal:web/streams/readable";
import { wrapWritable } from "waypost-internal:web/streams/writable";
import { bufferSource } from "waypost-internal:internal/webidl/webidl";
import {
  codedTypeError,
  INSPECT,
  type Inspect,
  invalidThis,
  requireArguments,
  shapeInterface,
} from "waypost-internal:internal/web_interface/web_interface";
import {
  op_compression_close,
  op_compression_finish,
  op_compression_open,
  op_compression_write,
} from "waypost-native:web/compression";

const FORMATS: ReadonlySet<string> = new Set(["deflate", "deflate-raw", "gzip", "brotli"]);

const forgotten: FinalizationRegistry<number> = new FinalizationRegistry((id: number): void =>
  op_compression_close(id),
);

/** A native codec as the algorithms of a transform. */
class Codec {
  #id: number;

  constructor(format: string, decompress: boolean) {
    this.#id = op_compression_open(format, decompress);
    forgotten.register(this, this.#id, this);
  }

  // https://compression.spec.whatwg.org/#compress-and-enqueue-a-chunk
  transform(chunk: unknown, state: TransformState): void {
    try {
      const bytes = bufferSource(chunk, "The chunk");
      const output = op_compression_write(this.#id, bytes);
      if (Array.isArray(output)) {
        enqueueOutput(state, output[0]);
        throw invalidData();
      }
      enqueueOutput(state, output);
    } catch (error) {
      this.cancel();
      throw error;
    }
  }

  // https://compression.spec.whatwg.org/#compress-flush-and-enqueue
  flush(state: TransformState): void {
    forgotten.unregister(this);
    enqueueOutput(state, op_compression_finish(this.#id));
  }

  cancel(): void {
    forgotten.unregister(this);
    op_compression_close(this.#id);
  }
}

function enqueueOutput(state: TransformState, output: Uint8Array | null): void {
  if (output === null) throw invalidData();
  if (output.byteLength > 0) state.enqueue(output);
}

function invalidData(): TypeError {
  return codedTypeError("ERR_INVALID_COMPRESSED_DATA", "The compressed data was not valid");
}

function makeState(name: string, format: unknown, given: number, decompress: boolean): TransformState {
  requireArguments(given, 1, name);
  const wanted = `${format as string}`;
  if (!FORMATS.has(wanted)) {
    throw codedTypeError(
      "ERR_INVALID_ARG_VALUE",
      `Failed to construct '${name}': '${wanted}' is not a supported compression format`,
    );
  }
  const self = new Codec(wanted, decompress);
  const { transform, flush, cancel } = Codec.prototype;
  return createTransform({ self, transform, flush, cancel });
}

export class CompressionStream {
  #readable: ReadableStream;
  #writable: WritableStream;

  constructor(format: string) {
    const state = makeState("CompressionStream", format, arguments.length, false);
    this.#readable = wrapReadable(state.readable);
    this.#writable = wrapWritable(state.writable);
  }

  get readable(): ReadableStream {
    if (!(#readable in this)) throw invalidThis("CompressionStream");
    return this.#readable;
  }

  get writable(): WritableStream {
    if (!(#readable in this)) throw invalidThis("CompressionStream");
    return this.#writable;
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): string {
    if (depth < 0) return "CompressionStream";
    const { readable, writable } = this;
    return `CompressionStream ${inspect({ readable, writable }, options)}`;
  }
}

export class DecompressionStream {
  #readable: ReadableStream;
  #writable: WritableStream;

  constructor(format: string) {
    const state = makeState("DecompressionStream", format, arguments.length, true);
    this.#readable = wrapReadable(state.readable);
    this.#writable = wrapWritable(state.writable);
  }

  get readable(): ReadableStream {
    if (!(#readable in this)) throw invalidThis("DecompressionStream");
    return this.#readable;
  }

  get writable(): WritableStream {
    if (!(#readable in this)) throw invalidThis("DecompressionStream");
    return this.#writable;
  }

  [INSPECT](depth: number, options: object, inspect: Inspect): string {
    if (depth < 0) return "DecompressionStream";
    const { readable, writable } = this;
    return `DecompressionStream ${inspect({ readable, writable }, options)}`;
  }
}

shapeInterface(CompressionStream, "CompressionStream");
shapeInterface(DecompressionStream, "DecompressionStream");
