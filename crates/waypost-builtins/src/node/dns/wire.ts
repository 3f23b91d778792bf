// node:dns: messages to and from a name server.
// https://www.rfc-editor.org/rfc/rfc1035#section-4
//
// Answers come from outside: every offset is checked, and a name that points in circles ends.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { domainToASCII } from "waypost-internal:node/url/url";

export const TYPES: { readonly [name: string]: number } = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  NAPTR: 35,
  CAA: 257,
  ANY: 255,
};
const IN = 1;
const LARGEST_NAME = 255;
const LARGEST_LABEL = 63;
const MOST_JUMPS = 64;
const HEADER = 12;

export interface RawRecord {
  type: number;
  ttl: number;
  /** Where its data begins and ends in the message. */
  from: number;
  to: number;
}

/** A message that is not one. */
export class BadMessage extends Error {}

/** The bytes of a query; undefined for a name that cannot be asked. */
export function encodeQuery(id: number, name: string, type: number): Uint8Array | undefined {
  const ascii = /^[\x21-\x7e]*$/.test(name) ? name : domainToASCII(name);
  if (ascii === "" && name !== "" && name !== ".") return undefined;
  const labels = ascii.replace(/\.$/, "").split(".").filter((label, _, all) => all.length > 1 || label !== "");
  const bytes: number[] = [id >> 8, id & 255, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0];
  for (const label of labels) {
    if (label.length === 0 || label.length > LARGEST_LABEL) return undefined;
    bytes.push(label.length, ...[...label].map((letter) => letter.charCodeAt(0)));
  }
  bytes.push(0, type >> 8, type & 255, 0, IN);
  return bytes.length - HEADER - 4 > LARGEST_NAME ? undefined : Uint8Array.from(bytes);
}

/** Reads one message. */
export class MessageReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(at: number): number {
    if (at >= this.#bytes.length) throw new BadMessage("too short");
    return this.#bytes[at] as number;
  }

  short(at: number): number {
    if (at + 2 > this.#bytes.length) throw new BadMessage("too short");
    return this.#view.getUint16(at);
  }

  long(at: number): number {
    if (at + 4 > this.#bytes.length) throw new BadMessage("too short");
    return this.#view.getUint32(at);
  }

  text(from: number, to: number): string {
    if (to > this.#bytes.length || from > to) throw new BadMessage("too short");
    const part = this.#bytes.subarray(from, to);
    return Buffer.from(part.buffer as ArrayBuffer, part.byteOffset, part.byteLength).toString("latin1");
  }

  bytes(from: number, to: number): Uint8Array {
    if (to > this.#bytes.length || from > to) throw new BadMessage("too short");
    return this.#bytes.slice(from, to);
  }

  /** A counted text, and where the next thing begins. */
  counted(at: number): [string, number] {
    const end = at + 1 + this.byte(at);
    return [this.text(at + 1, end), end];
  }

  /** A name, and where the next thing begins. */
  name(start: number): [string, number] {
    const labels: string[] = [];
    let at = start;
    let next = -1;
    let length = 0;
    for (let jumps = 0; ; ) {
      const size = this.byte(at);
      if (size === 0) return [labels.join("."), next < 0 ? at + 1 : next];
      if (size >= 0xc0) {
        if (next < 0) next = at + 2;
        at = this.short(at) & 0x3fff;
        if (++jumps > MOST_JUMPS) throw new BadMessage("a name without an end");
        continue;
      }
      if (size > LARGEST_LABEL || (length += size + 1) > LARGEST_NAME) throw new BadMessage("a name too long");
      labels.push(this.text(at + 1, at + 1 + size));
      at += 1 + size;
    }
  }

  /** The code of the answer, 0 for success. */
  get status(): number {
    return this.short(2) & 15;
  }

  /** The records of the answer section. */
  answers(): RawRecord[] {
    let at = HEADER;
    for (let i = this.short(4); i > 0; i--) at = this.name(at)[1] + 4;
    const records: RawRecord[] = [];
    for (let i = this.short(6); i > 0; i--) {
      at = this.name(at)[1];
      const from = at + 10;
      const to = from + this.short(at + 8);
      this.text(from, to);
      if (this.short(at + 2) === IN) records.push({ type: this.short(at), ttl: this.long(at + 4), from, to });
      at = to;
    }
    return records;
  }
}
