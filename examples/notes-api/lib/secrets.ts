// Secrets come from the environment and are compared without telling how much of them matched.

import { createHash, timingSafeEqual } from 'node:crypto';

/** A required setting; a missing one is the operator's mistake, so it is named. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; see .env`);
  return value;
}

/** Equal or not, in the same time for any input: both sides are hashed to one length first. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
