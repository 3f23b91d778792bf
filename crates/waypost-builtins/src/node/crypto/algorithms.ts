// The names of hashes: what callers write, and what the ops call them.

import { nodeError } from "waypost-internal:internal/errors/errors";

/** The length of each result, by the op's name of the hash; sorted, as the ops number them. */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ["blake2b512", 64],
  ["blake2s256", 32],
  ["md5", 16],
  ["ripemd160", 20],
  ["sha1", 20],
  ["sha224", 28],
  ["sha256", 32],
  ["sha3-224", 28],
  ["sha3-256", 32],
  ["sha3-384", 48],
  ["sha3-512", 64],
  ["sha384", 48],
  ["sha512", 64],
  ["sha512-224", 28],
  ["sha512-256", 32],
  ["shake128", 16],
  ["shake256", 32],
]);

const NUMBERS: ReadonlyMap<string, number> = new Map([...LENGTHS.keys()].map((name, number) => [name, number]));

/** How an op for a whole message is told what to do: see `native.d.ts`. */
export function packed(algorithm: string, output: number, message: string | Uint8Array): number {
  return NUMBERS.get(algorithm)! + 32 * output + (typeof message === "string" ? 128 : 0);
}

/** Names that no rule gives. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ["blake2b-512", "blake2b512"],
  ["blake2s-256", "blake2s256"],
  ["ripemd", "ripemd160"],
  ["ripemd-160", "ripemd160"],
  ["rmd160", "ripemd160"],
  ["shake-128", "shake128"],
  ["shake-256", "shake256"],
]);

/** What callers wrote so far; a program uses few names. */
const known: Map<string, string | undefined> = new Map();

/** The op's name of a hash, or undefined: `SHA-256`, `RSA-SHA256` and `sha256` are one. */
export function canonicalHash(name: string): string | undefined {
  if (LENGTHS.has(name)) return name;
  if (known.has(name)) return known.get(name);
  let text = name.toLowerCase().replace(/^(rsa-|ssl3-)/, "").replace(/withrsaencryption$/, "");
  text = text.replace(/^sha-?2?-?(?=224|256|384|512)/, "sha").replace(/^sha-1$|^sha1-2$/, "sha1").replace("/", "-");
  text = OTHERS.get(text) ?? text;
  const canonical = LENGTHS.has(text) ? text : undefined;
  if (known.size < 256) known.set(name, canonical);
  return canonical;
}

/** The op's name of a hash, or the error of `createHash`. */
export function expectHash(name: string): string {
  const canonical = canonicalHash(name);
  if (canonical === undefined) throw new Error("Digest method not supported");
  return canonical;
}

/** Whether a hash's result may have any length. */
export function isExtendable(algorithm: string): boolean {
  return algorithm === "shake128" || algorithm === "shake256";
}

/** The length of a hash's result in bytes, by the op's name of the hash. */
export function hashLength(algorithm: string): number {
  return LENGTHS.get(algorithm)!;
}

/** Most hashes have one length only. */
export function checkOutputLength(algorithm: string, length: number | undefined): void {
  if (length === undefined || length === LENGTHS.get(algorithm) || isExtendable(algorithm)) return;
  throw nodeError(
    Error,
    "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH",
    "error:030000B2:digital envelope routines::not XOF or invalid length",
  );
}

/** Every name that `createHash` lists. */
export function getHashes(): string[] {
  const plain = [...LENGTHS.keys()];
  const rsa = ["MD5", "RIPEMD160", "SHA1", "SHA1-2", "SHA224", "SHA256", "SHA3-224", "SHA3-256", "SHA3-384", "SHA3-512", "SHA384", "SHA512", "SHA512/224", "SHA512/256"];
  return [...rsa.map((name) => `RSA-${name}`), ...plain, "ripemd", "rmd160", "ssl3-md5", "ssl3-sha1"].sort((a, b) => (a < b ? -1 : 1));
}
