// Random bytes and UUIDs, for `crypto`, `node:crypto` and every builtin that needs a fresh name.
//
// Small requests are served from a pool that the generator fills a few kilobytes at a time: a call
// into Rust costs more than the bytes. Bytes that were given out are wiped from the pool.

import { op_crypto_random_bytes, op_crypto_random_fill } from "waypost-native:web/crypto";

const POOL_SIZE = 4096;
const LARGEST_FROM_POOL = 256;

let pool: Uint8Array | undefined;
let used = POOL_SIZE;

/** Fills the bytes with random ones. */
export function randomFill(bytes: Uint8Array): void {
  const { length } = bytes;
  if (length > LARGEST_FROM_POOL) {
    op_crypto_random_fill(bytes);
    return;
  }
  const from = take(length);
  const source = pool!;
  for (let i = 0; i < length; i++) {
    bytes[i] = source[from + i]!;
    source[from + i] = 0;
  }
}

/** Fresh random bytes. */
export function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  randomFill(bytes);
  return bytes;
}

/** Where in the pool `length` unused bytes begin. */
function take(length: number): number {
  pool ??= new Uint8Array(POOL_SIZE);
  if (used + length > POOL_SIZE) {
    op_crypto_random_fill(pool);
    used = 0;
  }
  const from = used;
  used += length;
  return from;
}

/** Two hexadecimal digits for each byte. */
let digits: string[] | undefined;

// https://w3c.github.io/webcrypto/#Crypto-method-randomUUID
export function randomUUID(): string {
  const h = (digits ??= Array.from({ length: 256 }, (_, byte) => (byte < 16 ? "0" : "") + byte.toString(16)));
  const at = take(16);
  const b = pool!;
  const version = (b[at + 6]! & 0x0f) | 0x40;
  const variant = (b[at + 8]! & 0x3f) | 0x80;
  const uuid = `${h[b[at]!]}${h[b[at + 1]!]}${h[b[at + 2]!]}${h[b[at + 3]!]}-${h[b[at + 4]!]}${h[b[at + 5]!]}-${h[version]}${h[b[at + 7]!]}-${h[variant]}${h[b[at + 9]!]}-${h[b[at + 10]!]}${h[b[at + 11]!]}${h[b[at + 12]!]}${h[b[at + 13]!]}${h[b[at + 14]!]}${h[b[at + 15]!]}`;
  b.fill(0, at, at + 16);
  return uuid;
}

/** Fresh random bytes, made off the JavaScript thread: for megabytes. */
export function randomBytesLater(length: number): Promise<Uint8Array> {
  return op_crypto_random_bytes(length);
}
