// The ops of node/crypto. Algorithms are canonical names; an output is 0 bytes, 1 hex, 2 base64, 3 base64url.
//
// The ops for whole messages take algorithm, output and kind of message in one number, because each
// further argument costs a call into the engine: the algorithm's place in the sorted list of names,
// plus 32 times the output, plus 128 when the message is a string.

declare module "waypost-native:node/crypto" {
  /** The hash of a whole message. */
  export function op_node_crypto_hash(how: number, data: string | Uint8Array): string | Uint8Array;
  /** The keyed hash of a whole message. */
  export function op_node_crypto_hmac(how: number, key: Uint8Array, data: string | Uint8Array): string | Uint8Array;
  /** A hash that takes its message in pieces; keyed when a key is given. */
  export function op_node_crypto_hasher_new(algorithm: string, key: Uint8Array | undefined): number;
  export function op_node_crypto_hasher_update(hasher: number, data: Uint8Array): void;
  /** The result, of an extendable hash in this many bytes; closes the hasher. */
  export function op_node_crypto_hasher_finish(hasher: number, output: number, length: number): string | Uint8Array;
  /** A second hasher in the same state. */
  export function op_node_crypto_hasher_copy(hasher: number): number;
  export function op_node_crypto_hasher_close(hasher: number): void;
  /** Compares in a time that depends on the lengths only. */
  export function op_node_crypto_equal(a: Uint8Array, b: Uint8Array): boolean;
}
