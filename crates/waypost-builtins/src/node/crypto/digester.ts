// A message on its way to its hash.
//
// Most messages are one short text, hashed at once: those are kept here until the result is asked
// for, so that a hash costs one call into Rust. Longer ones go to a native hasher piece by piece.

import { hashLength, packed } from "waypost-internal:node/crypto/algorithms";
import { utf8Encode, utf8Length } from "waypost-internal:web/encoding/utf8";
import {
  op_node_crypto_hash,
  op_node_crypto_hasher_close,
  op_node_crypto_hasher_copy,
  op_node_crypto_hasher_finish,
  op_node_crypto_hasher_new,
  op_node_crypto_hasher_update,
  op_node_crypto_hmac,
} from "waypost-native:node/crypto";

/** How much is kept before a native hasher takes over. */
const KEPT = 65536;

export const BYTES = 0;
export const HEX = 1;
export const BASE64 = 2;
export const BASE64URL = 3;

/** Hashers whose message was never finished. */
let abandoned: FinalizationRegistry<number> | undefined;

export class Digester {
  readonly #algorithm: string;
  readonly #key: Uint8Array | undefined;
  /** Of an extendable hash: how many bytes the result has, when it is not the usual number. */
  readonly #length: number | undefined;
  #text: string;
  #pieces: Uint8Array[];
  #size: number;
  #hasher: number;

  constructor(algorithm: string, key: Uint8Array | undefined, length?: number) {
    this.#algorithm = algorithm;
    this.#key = key;
    this.#length = length === undefined || length === hashLength(algorithm) ? undefined : length;
    this.#text = "";
    this.#pieces = [];
    this.#size = 0;
    this.#hasher = 0;
  }

  /** The op's name of the hash. */
  get algorithm(): string {
    return this.#algorithm;
  }

  /** Adds a text as UTF-8. */
  addText(text: string): void {
    if (this.#hasher === 0 && this.#size === 0 && text.length < KEPT / 4) {
      this.#text = text;
      this.#size = utf8Length(text);
    } else this.#add(utf8Encode(text));
  }

  /** Adds bytes that their owner may change afterwards. */
  addBytes(bytes: Uint8Array): void {
    const isKept = this.#hasher === 0 && this.#size + bytes.length <= KEPT;
    this.#add(isKept ? bytes.slice() : bytes);
  }

  #add(bytes: Uint8Array): void {
    if (this.#hasher === 0) {
      this.#size += bytes.length;
      if (this.#size <= KEPT) {
        this.#pieces.push(bytes);
        return;
      }
      this.#goNative();
    }
    op_node_crypto_hasher_update(this.#hasher, bytes);
  }

  #goNative(): void {
    this.#own(op_node_crypto_hasher_new(this.#algorithm, this.#key));
    op_node_crypto_hasher_update(this.#hasher, this.#kept());
    this.#text = "";
    this.#pieces = [];
  }

  #own(hasher: number): void {
    this.#hasher = hasher;
    abandoned ??= new FinalizationRegistry(op_node_crypto_hasher_close);
    abandoned.register(this, hasher, this);
  }

  /** What is kept, in one piece. */
  #kept(): Uint8Array {
    const pieces = this.#text === "" ? this.#pieces : [utf8Encode(this.#text), ...this.#pieces];
    if (pieces.length === 1) return pieces[0]!;
    let length = 0;
    for (const piece of pieces) length += piece.length;
    const whole = new Uint8Array(length);
    let offset = 0;
    for (const piece of pieces) {
      whole.set(piece, offset);
      offset += piece.length;
    }
    return whole;
  }

  /** The result. Nothing may be added afterwards. */
  finish(output: number): string | Uint8Array {
    if (this.#length !== undefined && this.#hasher === 0) this.#goNative();
    if (this.#hasher > 0) {
      abandoned?.unregister(this);
      return op_node_crypto_hasher_finish(this.#hasher, output, this.#length ?? hashLength(this.#algorithm));
    }
    const message = this.#pieces.length === 0 ? this.#text : this.#kept();
    const how = packed(this.#algorithm, output, message);
    return this.#key === undefined ? op_node_crypto_hash(how, message) : op_node_crypto_hmac(how, this.#key, message);
  }

  /** A second message that begins like this one; of an extendable hash with another length, if one is given. */
  copy(length?: number): Digester {
    const copy = new Digester(this.#algorithm, this.#key, length ?? this.#length);
    copy.#text = this.#text;
    copy.#pieces = this.#pieces.slice();
    copy.#size = this.#size;
    if (this.#hasher > 0) copy.#own(op_node_crypto_hasher_copy(this.#hasher));
    return copy;
  }
}
