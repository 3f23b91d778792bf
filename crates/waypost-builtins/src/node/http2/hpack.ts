// HPACK, the header compression of HTTP/2: https://www.rfc-editor.org/rfc/rfc7541
//
// What is sent uses the static table only: a client's few headers gain little, and a table of its own would keep what
// they hold. What is received is decoded whole, within bounds.

/** One header: name, value. */
export type Field = readonly [name: string, value: string];

/** RFC 7541, appendix A; from index 1. */
const STATIC: Field[] = (
  ":authority;:method=GET;:method=POST;:path=/;:path=/index.html;:scheme=http;:scheme=https;:status=200;:status=204;" +
  ":status=206;:status=304;:status=400;:status=404;:status=500;accept-charset;accept-encoding=gzip, deflate;accept-language;" +
  "accept-ranges;accept;access-control-allow-origin;age;allow;authorization;cache-control;content-disposition;" +
  "content-encoding;content-language;content-length;content-location;content-range;content-type;cookie;date;etag;expect;" +
  "expires;from;host;if-match;if-modified-since;if-none-match;if-range;if-unmodified-since;last-modified;link;location;" +
  "max-forwards;proxy-authenticate;proxy-authorization;range;referer;refresh;retry-after;server;set-cookie;" +
  "strict-transport-security;transfer-encoding;user-agent;vary;via;www-authenticate"
)
  .split(";")
  .map((entry) => {
    const [name, value = ""] = entry.split("=");
    return [name!, value];
  });

/** The length of each symbol's code in bits, in base 36; the codes follow from it (appendix B). The last is the end. */
const LENGTHS =
  "dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad67777777777777777777777878djde6f56565666577666567655677777fbe" +
  "dskmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmnqqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu";

const END = 256;

/** For each length of a code: the first code, and the symbols in order. */
interface Codes {
  first: number[];
  symbols: number[][];
}

let codes: Codes | undefined;

function codesOf(): Codes {
  if (codes !== undefined) return codes;
  const symbols: number[][] = Array.from({ length: 31 }, () => []);
  for (let symbol = 0; symbol <= END; symbol++) symbols[Number.parseInt(LENGTHS[symbol]!, 36)]!.push(symbol);
  const first: number[] = [];
  let code = 0;
  for (let length = 0; length < symbols.length; length++) {
    code *= 2;
    first.push(code);
    code += symbols[length]!.length;
  }
  return (codes = { first, symbols });
}

/** A block that no decoder could read. */
export class CompressionError extends Error {}

/** Text of a Huffman code (section 5.2). */
function unhuffman(bytes: Uint8Array): string {
  const { first, symbols } = codesOf();
  let text = "";
  let code = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      if (++length > 30) throw new CompressionError("code");
      const symbol = symbols[length]![code - first[length]!];
      if (symbol === undefined) continue;
      if (symbol === END) throw new CompressionError("end of string");
      text += String.fromCharCode(symbol);
      code = 0;
      length = 0;
    }
  }
  // The padding is less than a byte, of the first bits of the end's code: ones.
  if (length > 7 || code !== 2 ** length - 1) throw new CompressionError("padding");
  return text;
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** What an entry of the table counts as (section 4.1). */
const OVERHEAD = 32;

export class Decoder {
  readonly #table: Field[] = [];
  #size = 0;
  #limit: number;
  readonly #most: number;
  readonly #mostBytes: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** `tableSize` is what was announced; headers of more than `mostBytes` are refused. */
  constructor(tableSize: number, mostBytes: number) {
    this.#limit = tableSize;
    this.#most = tableSize;
    this.#mostBytes = mostBytes;
  }

  /** The headers of a whole block. Throws a `CompressionError`. */
  decode(block: Uint8Array): Field[] {
    this.#bytes = block;
    this.#at = 0;
    const fields: Field[] = [];
    let size = 0;
    while (this.#at < block.length) {
      const byte = block[this.#at]!;
      if ((byte & 0xe0) === 0x20) {
        if (fields.length > 0) throw new CompressionError("size update");
        this.#resize(this.#integer(5));
        continue;
      }
      const field = this.#field(byte);
      size += field[0].length + field[1].length + OVERHEAD;
      if (size > this.#mostBytes) throw new CompressionError("too many headers");
      fields.push(field);
    }
    return fields;
  }

  #field(byte: number): Field {
    if (byte & 0x80) return this.#indexed(this.#integer(7));
    const isKept = (byte & 0xc0) === 0x40;
    const index = this.#integer(isKept ? 6 : 4);
    const name = index === 0 ? this.#text() : this.#indexed(index)[0];
    const field: Field = [name, this.#text()];
    if (isKept) this.#keep(field);
    return field;
  }

  #indexed(index: number): Field {
    const field = index <= STATIC.length ? STATIC[index - 1] : this.#table[index - STATIC.length - 1];
    if (field === undefined) throw new CompressionError("index");
    return field;
  }

  #keep(field: Field): void {
    this.#table.unshift(field);
    this.#size += field[0].length + field[1].length + OVERHEAD;
    this.#evict();
  }

  #resize(limit: number): void {
    if (limit > this.#most) throw new CompressionError("table size");
    this.#limit = limit;
    this.#evict();
  }

  #evict(): void {
    while (this.#size > this.#limit) {
      const [name, value] = this.#table.pop()!;
      this.#size -= name.length + value.length + OVERHEAD;
    }
  }

  /** Section 5.1 */
  #integer(bits: number): number {
    const most = 2 ** bits - 1;
    let value = this.#byte() & most;
    if (value < most) return value;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (value > 2 ** 28) throw new CompressionError("integer");
      if (byte < 128) return value;
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new CompressionError("end of block");
    return byte;
  }

  #text(): string {
    const isHuffman = (this.#bytes[this.#at] ?? 0) >= 128;
    const length = this.#integer(7);
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new CompressionError("end of block");
    const bytes = this.#bytes.subarray(start, this.#at);
    return isHuffman ? unhuffman(bytes) : latin1(bytes);
  }
}

function putInteger(out: number[], head: number, bits: number, given: number): void {
  const most = 2 ** bits - 1;
  if (given < most) {
    out.push(head | given);
    return;
  }
  out.push(head | most);
  let value = given - most;
  for (; value >= 128; value = Math.floor(value / 128)) out.push((value % 128) | 128);
  out.push(value);
}

function putText(out: number[], text: string): void {
  putInteger(out, 0, 7, text.length);
  for (let i = 0; i < text.length; i++) out.push(text.charCodeAt(i) & 255);
}

/** A block of these headers; those in `sensitive` are never kept by anyone on the way. */
export function encode(fields: readonly Field[], sensitive: ReadonlySet<string>): Uint8Array {
  const out: number[] = [];
  for (const [name, value] of fields) {
    const whole = STATIC.findIndex((entry) => entry[0] === name && entry[1] === value && value !== "");
    const isSensitive = sensitive.has(name);
    if (whole >= 0 && !isSensitive) {
      putInteger(out, 0x80, 7, whole + 1);
      continue;
    }
    const known = STATIC.findIndex((entry) => entry[0] === name);
    putInteger(out, isSensitive ? 0x10 : 0, 4, known + 1);
    if (known < 0) putText(out, name);
    putText(out, value);
  }
  return Uint8Array.from(out);
}
