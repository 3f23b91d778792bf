// node:zlib.

import { lazyMembers } from "waypost-internal:internal/loader/lazy_members";
import { codes as errors } from "waypost-internal:internal/errors/errors";
import { validateUint32 } from "waypost-internal:internal/validators/validators";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import {
  BrotliCompress, BrotliDecompress, Deflate, DeflateRaw, Gunzip, Gzip, Inflate, InflateRaw, Unzip, type ZlibConstructor, ZstdCompress, ZstdDecompress,
} from "waypost-internal:node/zlib/classes";
import { codes, constants, ZLIB_CONSTANTS } from "waypost-internal:node/zlib/constants";
import type { ZlibOptions } from "waypost-internal:node/zlib/options";
import { oneShot, oneShotSync, type ZlibStream } from "waypost-internal:node/zlib/stream";
import { op_zlib_crc32 } from "waypost-native:node/zlib";

type OneShot = (buffer: unknown, options?: unknown, callback?: unknown) => void;
type OneShotSync = (buffer: unknown, options?: ZlibOptions) => unknown;
type Create = (options?: ZlibOptions) => ZlibStream;

/** The classes are evaluated with the first call. */
type ClassOf = () => ZlibConstructor;

function asyncForm(name: string, classOf: ClassOf): OneShot {
  return {
    [name](buffer: unknown, options?: unknown, callback?: unknown): void {
      const isShort = typeof options === "function";
      oneShot(new (classOf())(isShort ? undefined : (options as ZlibOptions)), buffer, isShort ? options : callback);
    },
  }[name] as OneShot;
}

function syncForm(name: string, classOf: ClassOf): OneShotSync {
  return { [name]: (buffer: unknown, options?: ZlibOptions): unknown => oneShotSync(new (classOf())(options), buffer) }[name] as OneShotSync;
}

function creator(name: string, classOf: ClassOf): Create {
  return { [name]: (options?: ZlibOptions): ZlibStream => new (classOf())(options) }[name] as Create;
}

export const deflate: OneShot = asyncForm("deflate", () => Deflate);
export const deflateSync: OneShotSync = syncForm("deflateSync", () => Deflate);
export const gzip: OneShot = asyncForm("gzip", () => Gzip);
export const gzipSync: OneShotSync = syncForm("gzipSync", () => Gzip);
export const deflateRaw: OneShot = asyncForm("deflateRaw", () => DeflateRaw);
export const deflateRawSync: OneShotSync = syncForm("deflateRawSync", () => DeflateRaw);
export const unzip: OneShot = asyncForm("unzip", () => Unzip);
export const unzipSync: OneShotSync = syncForm("unzipSync", () => Unzip);
export const inflate: OneShot = asyncForm("inflate", () => Inflate);
export const inflateSync: OneShotSync = syncForm("inflateSync", () => Inflate);
export const gunzip: OneShot = asyncForm("gunzip", () => Gunzip);
export const gunzipSync: OneShotSync = syncForm("gunzipSync", () => Gunzip);
export const inflateRaw: OneShot = asyncForm("inflateRaw", () => InflateRaw);
export const inflateRawSync: OneShotSync = syncForm("inflateRawSync", () => InflateRaw);
export const brotliCompress: OneShot = asyncForm("brotliCompress", () => BrotliCompress);
export const brotliCompressSync: OneShotSync = syncForm("brotliCompressSync", () => BrotliCompress);
export const brotliDecompress: OneShot = asyncForm("brotliDecompress", () => BrotliDecompress);
export const brotliDecompressSync: OneShotSync = syncForm("brotliDecompressSync", () => BrotliDecompress);
export const zstdCompress: OneShot = asyncForm("zstdCompress", () => ZstdCompress);
export const zstdCompressSync: OneShotSync = syncForm("zstdCompressSync", () => ZstdCompress);
export const zstdDecompress: OneShot = asyncForm("zstdDecompress", () => ZstdDecompress);
export const zstdDecompressSync: OneShotSync = syncForm("zstdDecompressSync", () => ZstdDecompress);

export const createDeflate: Create = creator("createDeflate", () => Deflate);
export const createInflate: Create = creator("createInflate", () => Inflate);
export const createDeflateRaw: Create = creator("createDeflateRaw", () => DeflateRaw);
export const createInflateRaw: Create = creator("createInflateRaw", () => InflateRaw);
export const createGzip: Create = creator("createGzip", () => Gzip);
export const createGunzip: Create = creator("createGunzip", () => Gunzip);
export const createUnzip: Create = creator("createUnzip", () => Unzip);
export const createBrotliCompress: Create = creator("createBrotliCompress", () => BrotliCompress);
export const createBrotliDecompress: Create = creator("createBrotliDecompress", () => BrotliDecompress);
export const createZstdCompress: Create = creator("createZstdCompress", () => ZstdCompress);
export const createZstdDecompress: Create = creator("createZstdDecompress", () => ZstdDecompress);

/** The CRC-32 of text or bytes, continued from `value`. */
export function crc32(data: unknown, value: number = 0): number {
  if (typeof data !== "string" && !ArrayBuffer.isView(data)) {
    throw new errors.ERR_INVALID_ARG_TYPE!("data", ["Buffer", "TypedArray", "DataView", "string"], data);
  }
  validateUint32(value, "value");
  return op_zlib_crc32((typeof data === "string" ? Buffer.from(data) : data) as Uint8Array, value);
}

export {
  BrotliCompress, BrotliDecompress, codes, constants, Deflate, DeflateRaw, Gunzip, Gzip, Inflate, InflateRaw, Unzip, ZstdCompress, ZstdDecompress,
};

const module: Record<string, unknown> = lazyMembers({
  deflate, deflateSync, gzip, gzipSync, deflateRaw, deflateRawSync, unzip, unzipSync, inflate, inflateSync, gunzip, gunzipSync,
  inflateRaw, inflateRawSync, brotliCompress, brotliCompressSync, brotliDecompress, brotliDecompressSync, zstdCompress, zstdCompressSync,
  zstdDecompress, zstdDecompressSync, createDeflate, createInflate, createDeflateRaw, createInflateRaw, createGzip, createGunzip, createUnzip,
  createBrotliCompress, createBrotliDecompress, createZstdCompress, createZstdDecompress, crc32,
}, {
  Deflate: () => Deflate,
  Inflate: () => Inflate,
  Gzip: () => Gzip,
  Gunzip: () => Gunzip,
  DeflateRaw: () => DeflateRaw,
  InflateRaw: () => InflateRaw,
  Unzip: () => Unzip,
  BrotliCompress: () => BrotliCompress,
  BrotliDecompress: () => BrotliDecompress,
  ZstdCompress: () => ZstdCompress,
  ZstdDecompress: () => ZstdDecompress,
});
Object.defineProperty(module, "constants", { value: constants, enumerable: true });
Object.defineProperty(module, "codes", { value: codes, enumerable: true });
// Old programs read the constants from the module itself.
for (const name of Object.keys(ZLIB_CONSTANTS)) Object.defineProperty(module, name, { value: ZLIB_CONSTANTS[name], enumerable: false });

export default module;
