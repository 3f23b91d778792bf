// FileReader: https://w3c.github.io/FileAPI/#APIASynch
//
// Blobs are in memory or in a file beside it, so a read is one step: its events are those of a file that comes in
// one piece.

import { defineConstants, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { DOMString } from "waypost-internal:internal/webidl/webidl";
import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import { type Blob, isBlob, readBlob } from "waypost-internal:web/blob/blob";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { latin1Decode, TextDecoder } from "waypost-internal:web/encoding/encoding";
import { defineEventHandler, dispatchTrusted, EventTarget, ProgressEvent } from "waypost-internal:web/events/events";

const EMPTY = 0;
const LOADING = 1;
const DONE = 2;

type Package = (bytes: Uint8Array, type: string) => string | ArrayBuffer;

export class FileReader extends EventTarget {
  #state: number = EMPTY;
  #result: string | ArrayBuffer | null = null;
  #error: DOMException | null = null;
  /** Counts reads, so that one that was aborted says nothing more. */
  #turn: number = 0;

  get readyState(): number {
    if (!(#state in this)) throw invalidThis("FileReader");
    return this.#state;
  }

  get result(): string | ArrayBuffer | null {
    if (!(#state in this)) throw invalidThis("FileReader");
    return this.#result;
  }

  get error(): DOMException | null {
    if (!(#state in this)) throw invalidThis("FileReader");
    return this.#error;
  }

  readAsArrayBuffer(blob: Blob): void {
    this.#read(arguments.length, blob, "readAsArrayBuffer", (bytes) => bytes.slice().buffer as ArrayBuffer);
  }

  readAsBinaryString(blob: Blob): void {
    this.#read(arguments.length, blob, "readAsBinaryString", latin1Decode);
  }

  readAsDataURL(blob: Blob): void {
    this.#read(arguments.length, blob, "readAsDataURL", (bytes, type) => `data:${type === "" ? "application/octet-stream" : type};base64,${bytes.toBase64()}`);
  }

  readAsText(blob: Blob, encoding: string | undefined = undefined): void {
    const label = encoding === undefined ? undefined : DOMString(encoding);
    this.#read(arguments.length, blob, "readAsText", (bytes, type) => decode(bytes, label, type));
  }

  // https://w3c.github.io/FileAPI/#dfn-abort
  abort(): void {
    if (!(#state in this)) throw invalidThis("FileReader");
    this.#result = null;
    if (this.#state !== LOADING) return;
    this.#state = DONE;
    const turn = ++this.#turn;
    this.#fire("abort", 0, 0);
    if (this.#turn === turn) this.#fire("loadend", 0, 0);
  }

  // https://w3c.github.io/FileAPI/#readOperation
  #read(given: number, blob: Blob, operation: string, toResult: Package): void {
    if (!(#state in this)) throw invalidThis("FileReader");
    requireArguments(given, 1, `FileReader.${operation}`);
    if (!isBlob(blob)) throw new TypeError(`FileReader.${operation}: the argument must be a Blob`);
    if (this.#state === LOADING) {
      throw new DOMException("The object is already busy reading Blobs.", "InvalidStateError");
    }
    this.#state = LOADING;
    this.#result = null;
    this.#error = null;
    const turn = ++this.#turn;
    void this.#run(blob, toResult, turn);
  }

  async #run(blob: Blob, toResult: Package, turn: number): Promise<void> {
    const { size, type } = blob;
    let bytes: Uint8Array | undefined;
    try {
      bytes = await readBlob(blob);
    } catch {
      this.#error = new DOMException("The file could not be read.", "NotReadableError");
    }
    await nextTask();
    if (this.#turn !== turn) return;
    this.#fire("loadstart", 0, size);
    await nextTask();
    if (this.#turn !== turn) return;
    if (bytes !== undefined && size > 0) {
      this.#fire("progress", size, size);
      await nextTask();
      if (this.#turn !== turn) return;
    }
    this.#state = DONE;
    if (bytes !== undefined) this.#result = toResult(bytes, type);
    this.#fire(bytes === undefined ? "error" : "load", bytes === undefined ? 0 : size, size);
    // Microtasks run between two events of one task, which only a further task gives them here.
    await nextTask();
    if (this.#turn === turn) this.#fire("loadend", size, size);
  }

  #fire(type: string, loaded: number, total: number): void {
    dispatchTrusted(this, new ProgressEvent(type, { lengthComputable: total > 0, loaded, total }));
  }

  declare onloadstart: unknown;
  declare onprogress: unknown;
  declare onload: unknown;
  declare onabort: unknown;
  declare onerror: unknown;
  declare onloadend: unknown;
}

for (const name of ["onloadstart", "onprogress", "onload", "onabort", "onerror", "onloadend"] as const) {
  defineEventHandler(FileReader.prototype, name);
}
shapeInterface(FileReader, "FileReader");
defineConstants(FileReader, { EMPTY, LOADING, DONE });

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

// https://w3c.github.io/FileAPI/#blob-package-data, the part for text
function decode(bytes: Uint8Array, label: string | undefined, type: string): string {
  const named = label ?? /;\s*charset=(?:"([^"]*)"|([^;\s]*))/i.exec(type)?.slice(1).find((name) => name !== undefined);
  return decoderOf(markedEncoding(bytes) ?? named).decode(bytes);
}

function decoderOf(label: string | undefined): TextDecoder {
  try {
    return new TextDecoder(label ?? "utf-8");
  } catch {
    return new TextDecoder();
  }
}

/** What a byte order mark says, over anything else. */
function markedEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return undefined;
}
