// The ops of web/crypto. Algorithms are named as Node.js names them: `sha256`.

declare module "waypost-native:web/crypto" {
  /** Fills the bytes with random ones. */
  export function op_crypto_random_fill(bytes: Uint8Array): void;
  /** Random bytes, made off the JavaScript thread. */
  export function op_crypto_random_bytes(length: number): Promise<Uint8Array>;
  export function op_crypto_digest(algorithm: string, data: Uint8Array): Uint8Array;
  /** The same off the JavaScript thread. */
  export function op_crypto_digest_async(algorithm: string, data: Uint8Array): Promise<Uint8Array>;
  export function op_crypto_hmac(algorithm: string, key: Uint8Array, data: Uint8Array): Uint8Array;
  /** The same off the JavaScript thread. */
  export function op_crypto_hmac_async(algorithm: string, key: Uint8Array, data: Uint8Array): Promise<Uint8Array>;
  /** Compares in a time that depends on the lengths only. */
  export function op_crypto_equal(a: Uint8Array, b: Uint8Array): boolean;
}
