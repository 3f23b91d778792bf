// node:stream: the settings both halves take: how much is buffered before the source is to wait,
// and the encoding of strings.

import { codes } from "waypost-internal:internal/errors/errors";
import { validateInteger } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";

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

/** The encoding of strings that come without one. */
export function defaultEncodingOf(options: Record<string, unknown> | undefined): string {
  const name = options?.defaultEncoding;
  if (name === undefined || name === null || name === "utf8") return "utf8";
  if (!Buffer.isEncoding(name)) throw new codes.ERR_UNKNOWN_ENCODING!(name);
  return name as string;
}
