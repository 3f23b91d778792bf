// Signed webhooks: the sender proves with a shared secret that it wrote exactly these bytes,
// lately. The header reads `t=<unix seconds>,v1=<hex hmac-sha256 of "t.body">`; the time is part
// of what is signed, so an old call cannot be given a new date.

import { createHmac, timingSafeEqual } from 'node:crypto';

const WINDOW_SECONDS = 300;

/** Nothing when the call is genuine and recent, else why it is refused. */
export function checkSignature(header: string | null, body: Uint8Array, secret: string): string | undefined {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header ?? '');
  if (!match) return 'missing or malformed signature';
  const [, time, signature] = match;
  const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, 'hex'))) return 'wrong signature';
  if (Math.abs(Date.now() / 1000 - Number(time)) > WINDOW_SECONDS) return 'too old or from the future';
  return undefined;
}
