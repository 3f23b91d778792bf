// The package @node-rs/bcrypt: https://github.com/napi-rs/node-rs/tree/main/packages/bcrypt
//
// Its first version takes cost and salt by position, its second an object of options; both are served.

import * as ops from "waypost-internal:internal/crypto/ops";
import { compareSync as matches, passwordBytes, sameText } from "waypost-internal:node/bcrypt/bcrypt";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { utf8Decode } from "waypost-internal:web/encoding/utf8";

type Password = string | Uint8Array;

export const DEFAULT_COST = 12;

interface Options {
  cost?: number;
  version?: string;
  salt?: string | Uint8Array;
  signal?: AbortSignal;
}

function optionsOf(first: unknown, second: unknown, signal: unknown): Options {
  if (typeof first === "object" && first !== null && !ArrayBuffer.isView(first)) return first as Options;
  const options: Options = {};
  if (typeof first === "number") options.cost = first;
  if (typeof second === "string" || second instanceof Uint8Array) options.salt = second;
  if (signal !== undefined && signal !== null) options.signal = signal as AbortSignal;
  return options;
}

function saltOf({ cost = DEFAULT_COST, version = "2b", salt }: Options): string {
  if (typeof salt === "string") return salt;
  if (!Number.isInteger(cost) || cost < 4 || cost > 31) throw coded("cost must be an integer between 4 and 31");
  if (salt !== undefined && salt.byteLength !== 16) throw coded("raw salt must contain exactly 16 bytes");
  return ops.bcryptSalt(version.slice(1), cost, salt ?? randomBytes(16));
}

function coded(message: string): RangeError {
  return Object.assign(new RangeError(message), { code: "ERR_OUT_OF_RANGE" });
}

function checkPassword(password: unknown): Uint8Array {
  if (typeof password !== "string" && !(password instanceof Uint8Array)) {
    throw Object.assign(new TypeError("password must be a string or Uint8Array"), { code: "ERR_INVALID_ARG_TYPE" });
  }
  return passwordBytes(password);
}

export function genSaltSync(first?: number | Options, version?: string): string {
  const options = optionsOf(first, undefined, undefined);
  return saltOf(typeof version === "string" ? { ...options, version } : options);
}

export async function genSalt(first?: number | Options, version?: string): Promise<string> {
  return genSaltSync(first, version);
}

export function hashSync(password: Password, options?: number | Options, salt?: string | Uint8Array): string {
  return ops.bcrypt(checkPassword(password), saltOf(optionsOf(options, salt, undefined)));
}

export async function hash(password: Password, options?: number | Options, salt?: string | Uint8Array, signal?: AbortSignal): Promise<string> {
  const given = optionsOf(options, salt, signal);
  given.signal?.throwIfAborted();
  return await ops.bcryptLater(checkPassword(password), saltOf(given));
}

function hashText(encoded: string | Uint8Array): string {
  return typeof encoded === "string" ? encoded : utf8Decode(encoded);
}

export function verifySync(password: Password, encoded: string | Uint8Array): boolean {
  checkPassword(password);
  return matches(password, hashText(encoded));
}

export async function verify(password: Password, encoded: string | Uint8Array, options?: { signal?: AbortSignal } | AbortSignal): Promise<boolean> {
  const bytes = checkPassword(password);
  const signal = (options as { signal?: AbortSignal } | undefined)?.signal ?? (options as AbortSignal | undefined);
  signal?.throwIfAborted?.();
  const text = hashText(encoded);
  try {
    return sameText(await ops.bcryptLater(bytes, text), text);
  } catch {
    return false;
  }
}

export function parseOptions(encoded: string | Uint8Array): { version: string; cost: number } {
  const found = /^\$(2[abxy])\$(\d\d)\$.{53}$/.exec(hashText(encoded));
  const cost = Number(found?.[2]);
  if (found === null || cost < 4 || cost > 31) throw coded("the hash is malformed");
  return { version: found[1]!, cost };
}

export { verify as compare, verifySync as compareSync };

export default { compare: verify, compareSync: verifySync, DEFAULT_COST, genSalt, genSaltSync, hash, hashSync, parseOptions, verify, verifySync };
