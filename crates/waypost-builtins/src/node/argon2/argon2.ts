// The package argon2: https://github.com/ranisalt/node-argon2#usage

import { argon2Later } from "waypost-internal:internal/crypto/ops";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { type Hash, read, sameBytes, write } from "waypost-internal:node/argon2/phc";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { utf8Encode } from "waypost-internal:web/encoding/utf8";

export const argon2d = 0;
export const argon2i = 1;
export const argon2id = 2;

export interface HashOptions {
  hashLength?: number;
  timeCost?: number;
  memoryCost?: number;
  parallelism?: number;
  type?: number;
  version?: number;
  salt?: Uint8Array;
  associatedData?: Uint8Array;
  secret?: Uint8Array;
  raw?: boolean;
}

const DEFAULTS = { hashLength: 32, memoryCost: 1 << 16, parallelism: 4, timeCost: 3, type: argon2id, version: 0x13 };
const NOTHING = new Uint8Array(0);

export function passwordBytes(password: unknown): Uint8Array {
  if (typeof password === "string") return utf8Encode(password);
  if (password instanceof Uint8Array) return password;
  throw new TypeError('The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object.');
}

export async function hash(password: string | Uint8Array, options?: HashOptions): Promise<string | Buffer> {
  const { raw, hashLength, memoryCost, parallelism, timeCost, type, version, associatedData = NOTHING, secret = NOTHING, ...rest } = { ...DEFAULTS, ...options };
  if (hashLength > 2 ** 32 - 1) throw new RangeError("Hash length is too large");
  if (memoryCost > 2 ** 32 - 1) throw new RangeError("Memory cost is too large");
  if (timeCost > 2 ** 32 - 1) throw new RangeError("Time cost is too large");
  if (parallelism > 2 ** 24 - 1) throw new RangeError("Parallelism is too large");
  const salt = rest.salt ?? randomBytes(16);
  const made = await argon2Later(passwordBytes(password), salt, type, version, memoryCost, timeCost, parallelism, hashLength, secret, associatedData);
  if (raw === true) return toBuffer(made);
  const parts: Hash = { kind: type, version, memory: memoryCost, passes: timeCost, parallelism, data: associatedData, salt, hash: made };
  return write(parts);
}

export async function verify(digest: string, password: string | Uint8Array, options: { secret?: Uint8Array } = {}): Promise<boolean> {
  const parts = read(digest);
  if (parts === undefined) return false;
  const { kind, version, memory, passes, parallelism, data, salt, hash: expected } = parts;
  const made = await argon2Later(passwordBytes(password), salt, kind, version, memory, passes, parallelism, expected.length, options.secret ?? NOTHING, data);
  return sameBytes(made, expected);
}

export function needsRehash(digest: string, options: HashOptions = {}): boolean {
  const wanted = { ...DEFAULTS, ...options };
  const parts = read(digest);
  if (parts === undefined) return true;
  return (
    parts.version !== Number(wanted.version) ||
    parts.memory !== Number(wanted.memoryCost) ||
    parts.passes !== Number(wanted.timeCost) ||
    parts.parallelism !== Number(wanted.parallelism)
  );
}

export default { argon2d, argon2i, argon2id, hash, needsRehash, verify };
