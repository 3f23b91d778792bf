// What preview mode keeps in `__next_preview_data`: encrypted JSON in a JSON web token, as Next.js makes
// it (RFC 7519, HS256).

import type { PreviewKeys } from "waypost-internal:next/preview/preview";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { createHmac } from "waypost-internal:node/crypto/hash";
import { op_preview_open, op_preview_seal } from "waypost-native:next/preview";

const HEADER = Buffer.from('{"alg":"HS256","typ":"JWT"}').toString("base64url");
/** Opening a token takes tens of milliseconds: the last ones are remembered. */
const REMEMBERED = 16;
const remembered = new Map<string, unknown>();

function signature(keys: PreviewKeys, signed: string): string {
  return createHmac("sha256", keys.signingKey).update(signed).digest("base64url") as string;
}

/** `maxAge` in seconds. */
export function makeToken(keys: PreviewKeys, data: unknown, maxAge: number | undefined): string {
  const text: unknown = JSON.stringify(data);
  if (typeof text !== "string") {
    throw Object.assign(
      new TypeError(
        `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${String(text)}`,
      ),
      { code: "ERR_INVALID_ARG_TYPE" },
    );
  }
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    data: Buffer.from(op_preview_seal(keys.encryptionKey, text)).toString("hex"),
    iat,
    exp: maxAge === undefined ? undefined : iat + Math.floor(maxAge),
  };
  const signed = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return `${signed}.${signature(keys, signed)}`;
}

/** The data of a token; undefined when it is not one of ours, or too old. */
export function readToken(keys: PreviewKeys, token: string): { data: unknown } | undefined {
  const claims = claimsOf(keys, token);
  if (claims === undefined) return undefined;
  if (claims.exp !== undefined && !(Date.now() / 1000 < (claims.exp as number))) return undefined;
  if (remembered.has(token)) return { data: copy(remembered.get(token)) };
  const text = op_preview_open(keys.encryptionKey, Buffer.from(String(claims.data), "hex"));
  if (text === null) return undefined;
  const data: unknown = JSON.parse(text);
  if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value as string);
  remembered.set(token, copy(data));
  return { data };
}

/** A handler may change what it got. */
function copy(data: unknown): unknown {
  return typeof data === "object" ? JSON.parse(JSON.stringify(data)) : data;
}

function claimsOf(keys: PreviewKeys, token: string): Record<string, unknown> | undefined {
  const end = token.lastIndexOf(".");
  const signed = token.slice(0, Math.max(end, 0));
  const expected = Buffer.from(signature(keys, signed));
  const given = Buffer.from(token.slice(end + 1));
  if (given.length !== expected.length || !isSame(expected, given)) return undefined;
  const [header, payload, ...more] = signed.split(".");
  if (header === undefined || payload === undefined || more.length !== 0) return undefined;
  try {
    const { alg } = JSON.parse(Buffer.from(header, "base64url").toString()) as { alg?: unknown };
    return alg === "HS256" ? (JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** In a time that tells nothing of where two signatures differ. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}
