// Settings of HTTP/2: https://nodejs.org/docs/latest-v22.x/api/http2.html#settings-object

import { codes, nodeError } from "waypost-internal:internal/errors/errors";
import { bytesOf } from "waypost-internal:internal/webidl/webidl";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { MOST_PAYLOAD, ProtocolError } from "waypost-internal:node/http2/frames";

export interface Settings {
  headerTableSize?: number;
  enablePush?: boolean;
  initialWindowSize?: number;
  maxFrameSize?: number;
  maxConcurrentStreams?: number;
  maxHeaderListSize?: number;
  maxHeaderSize?: number;
  enableConnectProtocol?: boolean;
}

const MOST = 2 ** 32 - 1;

/** Each setting: its number in a frame, and what it may be. */
const KNOWN: readonly (readonly [name: keyof Settings, number: number, least: number, most: number])[] = [
  ["headerTableSize", 1, 0, MOST],
  ["enablePush", 2, 0, 1],
  ["maxConcurrentStreams", 3, 0, MOST],
  ["initialWindowSize", 4, 0, 2 ** 31 - 1],
  ["maxFrameSize", 5, MOST_PAYLOAD, 2 ** 24 - 1],
  ["maxHeaderListSize", 6, 0, MOST],
  ["enableConnectProtocol", 8, 0, 1],
];

/** What holds until the other side says otherwise (RFC 9113, section 6.5.2). */
export const DEFAULTS: Readonly<Settings> = {
  headerTableSize: 4096, enablePush: true, initialWindowSize: 65535, maxFrameSize: MOST_PAYLOAD, maxConcurrentStreams: MOST,
  maxHeaderListSize: MOST, maxHeaderSize: MOST, enableConnectProtocol: false,
};

export function getDefaultSettings(): Settings {
  const { headerTableSize, enablePush, initialWindowSize, maxFrameSize, maxConcurrentStreams } = DEFAULTS;
  return {
    ...{ headerTableSize, enablePush, initialWindowSize, maxFrameSize, maxConcurrentStreams },
    ...{ maxHeaderListSize: 65535, maxHeaderSize: 65535, enableConnectProtocol: false },
  } as Settings;
}

/** The payload of a frame. */
export function encodeSettings(given: Settings): Uint8Array {
  const out: number[] = [];
  for (const [name, number, least, most] of KNOWN) {
    const value = name === "maxHeaderListSize" ? (given.maxHeaderSize ?? given.maxHeaderListSize) : given[name];
    if (value === undefined) continue;
    const isFlag = most === 1;
    if (isFlag ? typeof value !== "boolean" : typeof value !== "number" || !(value >= least && value <= most)) {
      throw nodeError(isFlag ? TypeError : RangeError, "ERR_HTTP2_INVALID_SETTING_VALUE", `Invalid value for setting "${name}": ${String(value)}`);
    }
    const number32 = Number(value);
    out.push(0, number, (number32 >>> 24) & 255, (number32 >>> 16) & 255, (number32 >>> 8) & 255, number32 & 255);
  }
  return Uint8Array.from(out);
}

/** Throws a `ProtocolError` for what no setting may be; those nobody knows are skipped. */
export function decodeSettings(payload: Uint8Array): Settings {
  if (payload.length % 6 !== 0) throw new ProtocolError(6, "settings");
  const settings: Record<string, number | boolean> = {};
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  for (let at = 0; at < payload.length; at += 6) {
    const known = KNOWN.find(([, number]) => number === view.getUint16(at));
    if (known === undefined) continue;
    const [name, , least, most] = known;
    const value = view.getUint32(at + 2);
    if (value < least || value > most) throw new ProtocolError(name === "initialWindowSize" ? 3 : 1, name);
    settings[name] = most === 1 ? value === 1 : value;
    if (name === "maxHeaderListSize") settings.maxHeaderSize = value;
  }
  return settings as Settings;
}

export function getPackedSettings(given: Settings = {}): Buffer {
  return Buffer.from(encodeSettings(given));
}

export function getUnpackedSettings(bytes: unknown): Settings {
  if (!ArrayBuffer.isView(bytes)) throw new codes.ERR_INVALID_ARG_TYPE!("buf", ["Buffer", "TypedArray"], bytes);
  if (bytes.byteLength % 6 !== 0) {
    throw nodeError(RangeError, "ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH", "Packed settings length must be a multiple of six");
  }
  return decodeSettings(bytesOf(bytes));
}
