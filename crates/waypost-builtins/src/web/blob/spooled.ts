// Bytes of a blob that lie in a file: a temporary one without a name, which ends with the last blob that has a part
// of it.

import { op_blob_close, op_blob_read, op_blob_read_now } from "waypost-native:web/blob";

const forgotten: FinalizationRegistry<number> = new FinalizationRegistry((id: number): void => op_blob_close(id));

/** A file on disk, by its native handle. */
export class SpooledFile {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
    forgotten.register(this, id);
  }
}

/** A range of a file: in the place of a `Uint8Array` among a blob's segments. */
export class SpooledSegment {
  readonly #file: SpooledFile;
  readonly #offset: number;
  readonly length: number;

  constructor(file: SpooledFile, offset: number, length: number) {
    this.#file = file;
    this.#offset = offset;
    this.length = length;
  }

  subarray(start: number, end: number): SpooledSegment {
    return new SpooledSegment(this.#file, this.#offset + start, end - start);
  }

  read(start: number, end: number): Promise<Uint8Array> {
    return op_blob_read(this.#file.id, this.#offset + start, end - start);
  }

  /** All of it at once, while everything waits: for who needs bytes and cannot wait himself. */
  readNow(): Uint8Array {
    return op_blob_read_now(this.#file.id, this.#offset, this.length);
  }
}
