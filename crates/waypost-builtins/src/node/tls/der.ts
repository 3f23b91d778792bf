// node:tls: DER, as far as a certificate needs it. Input comes from peers: every length is checked.
// https://www.itu.int/rec/T-REC-X.690

import { Buffer } from "waypost-internal:node/buffer/buffer";

/** Bytes that are not DER. */
export class BadDer extends Error {}

export interface Element {
  tag: number;
  content: Uint8Array;
  /** The element with its tag and length. */
  whole: Uint8Array;
}

/** The elements in a row. */
export function elements(bytes: Uint8Array): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    found.push(element);
    at += element.whole.length;
  }
  return found;
}

function elementAt(bytes: Uint8Array, start: number): Element {
  const tag = bytes[start] as number;
  const first = bytes[start + 1];
  if (first === undefined || (tag & 0x1f) === 0x1f) throw new BadDer("no element");
  let length = first;
  let at = start + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || at + count > bytes.length) throw new BadDer("no length");
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[at++] as number);
  }
  if (at + length > bytes.length) throw new BadDer("too short");
  return { tag, content: bytes.subarray(at, at + length), whole: bytes.subarray(start, at + length) };
}

/** The one element at the start. */
export function first(bytes: Uint8Array): Element {
  if (bytes.length === 0) throw new BadDer("nothing there");
  return elementAt(bytes, 0);
}

/** `2.5.4.3` */
export function oid(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head = 0, ...rest] = arcs;
  const top = Math.min(2, Math.floor(head / 40));
  return [top, head - 40 * top, ...rest].join(".");
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength).toString("hex").toUpperCase();
}

/** The text of any of the string types. */
export function text({ tag, content }: Element): string {
  const buffer = Buffer.from(content.buffer as ArrayBuffer, content.byteOffset, content.byteLength);
  if (tag === 0x1e) return (Buffer.from(content) as unknown as { swap16(): { toString(encoding: string): string } }).swap16().toString("utf16le");
  return buffer.toString(tag === 0x0c ? "utf8" : "latin1");
}

/** A time of either type, as a date. */
export function time({ tag, content }: Element): Date {
  const digits = text({ tag: 0x16, content, whole: content });
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(digits);
  if (match === null || (match[1] as string).length !== (tag === 0x17 ? 2 : 4)) throw new BadDer("no time");
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  const whole = tag === 0x17 ? year + (year < 50 ? 2000 : 1900) : year;
  return new Date(Date.UTC(whole, month - 1, day, hour, minute, second));
}
