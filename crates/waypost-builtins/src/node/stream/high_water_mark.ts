// node:stream: how much a stream buffers before it asks its source to wait.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateInteger } from "waypost-internal:internal/validators/validators";

let bytesDefault = 64 * 1024;
let objectsDefault = 16;

export function getDefaultHighWaterMark(objectMode: boolean): number {
  return objectMode ? objectsDefault : bytesDefault;
}

export function setDefaultHighWaterMark(objectMode: boolean, value: number): void {
  validateInteger(value, "value", 0);
  if (objectMode) objectsDefault = value;
  else bytesDefault = value;
}

/** The mark given for a half (`readableHighWaterMark`) or for both (`highWaterMark`), or the default. */
export function highWaterMarkOf(objectMode: boolean, options: Record<string, unknown> | undefined, duplexKey: string, isDuplex: boolean): number {
  const given = options?.highWaterMark ?? (isDuplex ? options?.[duplexKey] : null);
  if (given === null || given === undefined) return getDefaultHighWaterMark(objectMode);
  if (!Number.isInteger(given) || (given as number) < 0) {
    const name = isDuplex && options?.highWaterMark == null ? `options.${duplexKey}` : "options.highWaterMark";
    throw new codes.ERR_INVALID_ARG_VALUE!(name, given);
  }
  return Math.floor(given as number);
}
