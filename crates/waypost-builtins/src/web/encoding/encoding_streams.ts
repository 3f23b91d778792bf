// TextEncoderStream and TextDecoderStream: https://encoding.spec.whatwg.org/#interface-textdecoderstream

import { invalidThis, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { DOMString } from "waypost-internal:internal/webidl/webidl";
import { TextDecoder, type TextDecoderOptions } from "waypost-internal:web/encoding/encoding";
import { utf8Encode } from "waypost-internal:web/encoding/utf8";
import { type ReadableStream, TransformStream, type WritableStream } from "waypost-internal:web/streams/streams";

export class TextDecoderStream {
  #decoder: TextDecoder;
  #transform: TransformStream;

  constructor(label: string = "utf-8", options?: TextDecoderOptions) {
    const decoder = new TextDecoder(label, options);
    this.#decoder = decoder;
    this.#transform = new TransformStream({
      transform(chunk: unknown, controller: { enqueue(text: string): void }): void {
        // Only an argument may be left out: a chunk is a buffer.
        if (chunk === undefined) throw new TypeError("The chunk must be an instance of ArrayBuffer or ArrayBufferView.");
        const text = decoder.decode(chunk as Uint8Array, { stream: true });
        if (text !== "") controller.enqueue(text);
      },
      flush(controller: { enqueue(text: string): void }): void {
        const text = decoder.decode();
        if (text !== "") controller.enqueue(text);
      },
    });
  }

  get encoding(): string {
    return this.#decoder.encoding;
  }

  get fatal(): boolean {
    return this.#decoder.fatal;
  }

  get ignoreBOM(): boolean {
    return this.#decoder.ignoreBOM;
  }

  get readable(): ReadableStream {
    if (!(#transform in this)) throw invalidThis("TextDecoderStream");
    return this.#transform.readable;
  }

  get writable(): WritableStream {
    if (!(#transform in this)) throw invalidThis("TextDecoderStream");
    return this.#transform.writable;
  }
}

shapeInterface(TextDecoderStream, "TextDecoderStream");

export class TextEncoderStream {
  #transform: TransformStream;

  constructor() {
    // A pair of surrogates may come in two pieces: the first half waits for the second.
    let high = "";
    this.#transform = new TransformStream({
      transform(chunk: unknown, controller: { enqueue(bytes: Uint8Array): void }): void {
        const piece = DOMString(chunk);
        if (piece === "") return;
        const text = high + piece;
        const last = text.charCodeAt(text.length - 1);
        const splits = (last & 0xfc00) === 0xd800;
        high = splits ? text.slice(-1) : "";
        const ready = splits ? text.slice(0, -1) : text;
        if (ready !== "") controller.enqueue(utf8Encode(ready));
      },
      flush(controller: { enqueue(bytes: Uint8Array): void }): void {
        if (high !== "") controller.enqueue(utf8Encode(high));
      },
    });
  }

  get encoding(): string {
    if (!(#transform in this)) throw invalidThis("TextEncoderStream");
    return "utf-8";
  }

  get readable(): ReadableStream {
    if (!(#transform in this)) throw invalidThis("TextEncoderStream");
    return this.#transform.readable;
  }

  get writable(): WritableStream {
    if (!(#transform in this)) throw invalidThis("TextEncoderStream");
    return this.#transform.writable;
  }
}

shapeInterface(TextEncoderStream, "TextEncoderStream");
