// The ETag of `res.send` and `res.json`, and whether the client has that very answer already.

import type { IncomingMessage } from "waypost-internal:node/http/incoming_message";

/**
 * A 52-bit variant of FNV-1a over UTF-16 units. The 64-bit state lies in four lanes of 16 bits; the
 * prime is 2^40 + 435, so each lane is multiplied by 435 and the two low ones are added again 40 bits
 * further up.
 */
export function hashOf(text: string): number {
  let v0 = 0x2325;
  let v1 = 0x8422;
  let v2 = 0x9ce4;
  let v3 = 0xcbf2;
  const { length } = text;
  for (let i = 0; i < length; i++) {
    v0 ^= text.charCodeAt(i);
    const t0 = v0 * 435;
    const t1 = v1 * 435 + (t0 >>> 16);
    const t2 = v2 * 435 + (v0 << 8) + (t1 >>> 16);
    const t3 = v3 * 435 + (v1 << 8) + (t2 >>> 16);
    v0 = t0 & 0xffff;
    v1 = t1 & 0xffff;
    v2 = t2 & 0xffff;
    v3 = t3 & 0xffff;
  }
  return (v3 & 15) * 281474976710656 + v2 * 4294967296 + v1 * 65536 + (v0 ^ (v3 >> 4));
}

export function etagOf(text: string): string {
  return `"${hashOf(text).toString(36)}${text.length.toString(36)}"`;
}

/** Whether the request names this ETag, so that 304 says it all. Without `Last-Modified` a date never does. */
export function isFresh(request: IncomingMessage, etag: string): boolean {
  const { headers } = request;
  const named = headers["if-none-match"] as string | undefined;
  if (!named || headers["if-modified-since"]) return false;
  const control = headers["cache-control"] as string | undefined;
  if (control && /(?:^|,)\s*?no-cache\s*?(?:,|$)/.test(control)) return false;
  if (named === "*") return true;
  return named.split(",").some((one) => {
    const tag = one.trim();
    return tag === etag || tag === `W/${etag}` || `W/${tag}` === etag;
  });
}
