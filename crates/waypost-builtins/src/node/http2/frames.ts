// The frames of HTTP/2: https://www.rfc-editor.org/rfc/rfc9113#section-4

export const DATA = 0;
export const HEADERS = 1;
export const RST_STREAM = 3;
export const SETTINGS = 4;
export const PUSH_PROMISE = 5;
export const PING = 6;
export const GOAWAY = 7;
export const WINDOW_UPDATE = 8;
export const CONTINUATION = 9;

export const ACK = 0x1;
export const END_STREAM = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;
export const PRIORITY = 0x20;

const HEAD = 9;
/** The largest payload that is taken: what is announced by not announcing another. */
export const MOST_PAYLOAD = 16384;

/** What the other side must not do, by the number of section 7. */
export class ProtocolError extends Error {
  readonly number: number;
  constructor(number: number, message: string) {
    super(message);
    this.number = number;
  }
}

export interface Frame {
  type: number;
  flags: number;
  stream: number;
  payload: Uint8Array;
}

export function frame(type: number, flags: number, stream: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const bytes = new Uint8Array(HEAD + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.length * 256 + type);
  bytes[4] = flags;
  view.setUint32(5, stream);
  bytes.set(payload, HEAD);
  return bytes;
}

export function numbers(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setUint32(4 * i, value >>> 0));
  return new Uint8Array(view.buffer);
}

/** Frames out of bytes that come in pieces. */
export class FrameReader {
  #pending: Uint8Array = new Uint8Array(0);

  /** Gives each whole frame to `take`. Throws a `ProtocolError` for one that is too large. */
  read(bytes: Uint8Array, take: (frame: Frame) => void): void {
    let rest = bytes;
    if (this.#pending.length > 0) {
      rest = new Uint8Array(this.#pending.length + bytes.length);
      rest.set(this.#pending);
      rest.set(bytes, this.#pending.length);
    }
    while (rest.length >= HEAD) {
      const length = rest[0]! * 65536 + rest[1]! * 256 + rest[2]!;
      if (length > MOST_PAYLOAD) throw new ProtocolError(6, "frame too large");
      if (rest.length < HEAD + length) break;
      const stream = (((rest[5]! & 127) << 24) | (rest[6]! << 16) | (rest[7]! << 8) | rest[8]!) >>> 0;
      take({ type: rest[3]!, flags: rest[4]!, stream, payload: rest.subarray(HEAD, HEAD + length) });
      rest = rest.subarray(HEAD + length);
    }
    this.#pending = rest.slice();
  }
}

/** A payload without its padding and, of headers, without the priority. */
export function unpadded({ type, flags, payload }: Frame): Uint8Array {
  let start = 0;
  let end = payload.length;
  if (flags & PADDED) {
    end -= payload[0] ?? 0;
    start = 1;
  }
  if (type === HEADERS && flags & PRIORITY) start += 5;
  if (start > end) throw new ProtocolError(1, "padding");
  return payload.subarray(start, end);
}
