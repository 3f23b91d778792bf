// The package @node-rs/argon2: https://github.com/napi-rs/node-rs/tree/main/packages/argon2

import { argon2, argon2Later } from "waypost-internal:internal/crypto/ops";
import { type Buffer, toBuffer } from "waypost-internal:node/buffer/buffer";
import { passwordBytes } from "waypost-internal:node/argon2/argon2";
import { type Hash, read, sameBytes, write } from "waypost-internal:node/argon2/phc";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { utf8Decode } from "waypost-internal:web/encoding/utf8";

export const Algorithm: Readonly<Record<string | number, string | number>> = Object.freeze({
  Argon2d: 0,
  Argon2i: 1,
  Argon2id: 2,
  0: "Argon2d",
  1: "Argon2i",
  2: "Argon2id",
});
export const Version: Readonly<Record<string | number, string | number>> = Object.freeze({ V0x10: 0, V0x13: 1, 0: "V0x10", 1: "V0x13" });

export interface Options {
  memoryCost?: number;
  timeCost?: number;
  outputLen?: number;
  parallelism?: number;
  algorithm?: number;
  version?: number;
  secret?: Uint8Array;
  salt?: Uint8Array;
}

const NOTHING = new Uint8Array(0);

type Arguments = Parameters<typeof argon2>;

function argumentsOf(password: string | Uint8Array, options: Options | null | undefined): Arguments {
  const { memoryCost = 19456, timeCost = 2, outputLen = 32, parallelism = 1, algorithm = 2, version = 1, secret = NOTHING, salt } = options ?? {};
  return [passwordBytes(password), salt ?? randomBytes(16), algorithm, version === 0 ? 16 : 19, memoryCost, timeCost, parallelism, outputLen, secret, NOTHING];
}

function textOf(given: Arguments, hash: Uint8Array): string {
  const [, salt, kind, version, memory, passes, parallelism] = given;
  return write({ kind, version, memory, passes, parallelism, data: NOTHING, salt: salt as Uint8Array, hash });
}

export async function hash(password: string | Uint8Array, options?: Options | null, signal?: AbortSignal | null): Promise<string> {
  signal?.throwIfAborted();
  const given = argumentsOf(password, options);
  return textOf(given, await argon2Later(...given));
}

export function hashSync(password: string | Uint8Array, options?: Options | null): string {
  const given = argumentsOf(password, options);
  return textOf(given, argon2(...given));
}

export async function hashRaw(password: string | Uint8Array, options?: Options | null, signal?: AbortSignal | null): Promise<Buffer> {
  signal?.throwIfAborted();
  return toBuffer(await argon2Later(...argumentsOf(password, options)));
}

export function hashRawSync(password: string | Uint8Array, options?: Options | null): Buffer {
  return toBuffer(argon2(...argumentsOf(password, options)));
}

function parse(hashed: string | Uint8Array): Hash {
  const parts = read(typeof hashed === "string" ? hashed : utf8Decode(hashed));
  if (parts === undefined) throw new Error("The hash is of another algorithm");
  return parts;
}

function verifying(parts: Hash, password: string | Uint8Array, options: Options | null | undefined): Arguments {
  const { kind, version, memory, passes, parallelism, data, salt, hash: expected } = parts;
  return [passwordBytes(password), salt, kind, version, memory, passes, parallelism, expected.length, options?.secret ?? NOTHING, data];
}

export async function verify(hashed: string | Uint8Array, password: string | Uint8Array, options?: Options | null, signal?: AbortSignal | null): Promise<boolean> {
  signal?.throwIfAborted();
  const parts = parse(hashed);
  return sameBytes(await argon2Later(...verifying(parts, password, options)), parts.hash);
}

export function verifySync(hashed: string | Uint8Array, password: string | Uint8Array, options?: Options | null): boolean {
  const parts = parse(hashed);
  return sameBytes(argon2(...verifying(parts, password, options)), parts.hash);
}

export function parseOptions(hashed: string | Uint8Array): object {
  const { kind, version, memory, passes, parallelism, salt, hash: made } = parse(hashed);
  return { algorithm: kind, version: version === 16 ? 0 : 1, memoryCost: memory, timeCost: passes, parallelism, outputLen: made.length, saltLen: salt.length };
}

export default { Algorithm, hash, hashRaw, hashRawSync, hashSync, parseOptions, verify, verifySync, Version };
