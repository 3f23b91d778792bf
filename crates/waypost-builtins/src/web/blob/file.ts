// File: https://w3c.github.io/FileAPI/#file-section

import { INSPECT, type Inspect, invalidThis, requireArguments, shapeInterface } from "waypost-internal:internal/web_interface/web_interface";
import { longLong, USVString } from "waypost-internal:internal/webidl/webidl";
import { Blob, type BlobPart, type BlobPropertyBag, fillBlob, type Segment } from "waypost-internal:web/blob/blob";

export interface FilePropertyBag extends BlobPropertyBag {
  lastModified?: number;
}

let isFileObject: (value: object) => boolean;

export class File extends Blob {
  #name: string;
  #lastModified: number;

  static {
    isFileObject = (value): boolean => #name in value;
  }

  // https://w3c.github.io/FileAPI/#file-constructor
  constructor(fileBits: Iterable<BlobPart>, fileName: string, options: FilePropertyBag | undefined = undefined) {
    requireArguments(arguments.length, 2, "File");
    super(fileBits, options);
    this.#name = USVString(fileName);
    const lastModified = options?.lastModified;
    this.#lastModified = lastModified === undefined ? Date.now() : longLong(lastModified);
  }

  get name(): string {
    if (!(#name in this)) throw invalidThis("File");
    return this.#name;
  }

  get lastModified(): number {
    if (!(#name in this)) throw invalidThis("File");
    return this.#lastModified;
  }

  get webkitRelativePath(): string {
    if (!(#name in this)) throw invalidThis("File");
    return "";
  }

  override [INSPECT](depth: number, options: unknown, inspect: Inspect): string {
    if (depth < 0) return "[File]";
    const shown = { size: this.size, type: this.type, name: this.name, lastModified: this.lastModified };
    return `File ${inspect(shown, options)}`;
  }
}

shapeInterface(File, "File");

/** Whether the value is a File. */
export function isFile(value: unknown): value is File {
  return typeof value === "object" && value !== null && isFileObject(value);
}

/** A file over segments that nobody writes to any more. */
export function fileOf(segments: readonly Segment[], name: string, type: string, lastModified?: number): File {
  const file = new File([], name, lastModified === undefined ? undefined : { lastModified });
  fillBlob(file, segments, type);
  return file;
}
