// node:zlib: the classes, one per format and direction.

import { codes as errors } from "waypost-internal:internal/errors/errors";
import { validateNumber, validateObject } from "waypost-internal:internal/validators/validators";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import type { Callback } from "waypost-internal:node/stream/types";
import { deflateNumbers, dictionaryOf, type FlushKinds, parameterNumbers, type ZlibOptions } from "waypost-internal:node/zlib/options";
import { changeParameters, initialize, ZlibBase, type ZlibStream } from "waypost-internal:node/zlib/stream";

export interface ZlibConstructor {
  new (options?: ZlibOptions): ZlibStream;
  (options?: ZlibOptions): ZlibStream;
  prototype: ZlibStream;
}

const DEFLATE_KINDS: FlushKinds = { flush: 0, finishFlush: 4, full: 3, most: 5 };
const BROTLI_KINDS: FlushKinds = { flush: 0, finishFlush: 2, full: 1, most: 3 };
const ZSTD_KINDS: FlushKinds = { flush: 0, finishFlush: 2, full: 1, most: 2 };

type Start = (stream: ZlibStream, mode: number, options: ZlibOptions | undefined) => void;

function make(name: string, mode: number, parent: { prototype: object }, start: Start): ZlibConstructor {
  const constructor = function (this: ZlibStream, options?: ZlibOptions): unknown {
    if (!(this instanceof (constructor as unknown as Function))) return new constructor(options);
    start(this, mode, options);
    return undefined;
  } as unknown as ZlibConstructor;
  inheritFrom(constructor as unknown as Function, parent as unknown as Function, name);
  Object.defineProperty(constructor.prototype, "constructor", { value: constructor, writable: true, configurable: true });
  return constructor;
}

function abstract(name: string): { prototype: object } {
  const constructor = function (): void {};
  inheritFrom(constructor, ZlibBase as unknown as Function, name);
  return constructor as unknown as { prototype: object };
}

const Zlib = abstract("Zlib");
const Brotli = abstract("Brotli");
const Zstd = abstract("Zstd");

defineMethods(Zlib.prototype, {
  params(this: ZlibStream, level: unknown, strategy: unknown, callback: Callback): void {
    changeParameters(this, level, strategy, callback);
  },
});

function startDeflate(stream: ZlibStream, mode: number, options: ZlibOptions | undefined): void {
  const given = options ?? {};
  // The window of 256 bytes cannot be told to a reader without a header.
  const fitting = mode === 5 && given.windowBits === 8 ? { ...given, windowBits: 9 } : given;
  const numbers = deflateNumbers(mode, fitting);
  initialize(stream, mode, options, DEFLATE_KINDS, numbers, dictionaryOf(given.dictionary));
  stream._level = numbers[1];
  stream._strategy = numbers[3];
}

function startBrotli(stream: ZlibStream, mode: number, options: ZlibOptions | undefined): void {
  const isEncoder = mode === 9;
  const numbers = parameterNumbers(options?.params, (key) => key >= 0 && key <= (isEncoder ? 8 : 1), "ERR_BROTLI_INVALID_PARAM");
  initialize(stream, mode, options, BROTLI_KINDS, Int32Array.from(numbers), null);
}

const ZSTD_KEYS: ReadonlySet<number> = new Set([100, 101, 102, 103, 104, 105, 106, 107, 160, 161, 162, 163, 164, 200, 201, 202, 400, 401, 402]);

function startZstd(stream: ZlibStream, mode: number, options: ZlibOptions | undefined): void {
  const isEncoder = mode === 10;
  const numbers = parameterNumbers(options?.params, (key) => (isEncoder ? ZSTD_KEYS.has(key) : key === 100), "ERR_ZSTD_INVALID_PARAM");
  const size = options?.pledgedSrcSize;
  if (isEncoder && size !== undefined) {
    validateNumber(size, "options.pledgedSrcSize", 0);
    if (size > 0x7fffffff) throw new errors.ERR_OUT_OF_RANGE!("options.pledgedSrcSize", "<= 2147483647", size);
    numbers.push(-1, size);
  }
  if (options !== undefined && options !== null) validateObject(options, "options");
  initialize(stream, mode, options, ZSTD_KINDS, Int32Array.from(numbers), dictionaryOf(options?.dictionary));
}

export const Deflate: ZlibConstructor = make("Deflate", 1, Zlib, startDeflate);
export const Inflate: ZlibConstructor = make("Inflate", 2, Zlib, startDeflate);
export const Gzip: ZlibConstructor = make("Gzip", 3, Zlib, startDeflate);
export const Gunzip: ZlibConstructor = make("Gunzip", 4, Zlib, startDeflate);
export const DeflateRaw: ZlibConstructor = make("DeflateRaw", 5, Zlib, startDeflate);
export const InflateRaw: ZlibConstructor = make("InflateRaw", 6, Zlib, startDeflate);
export const Unzip: ZlibConstructor = make("Unzip", 7, Zlib, startDeflate);
export const BrotliDecompress: ZlibConstructor = make("BrotliDecompress", 8, Brotli, startBrotli);
export const BrotliCompress: ZlibConstructor = make("BrotliCompress", 9, Brotli, startBrotli);
export const ZstdCompress: ZlibConstructor = make("ZstdCompress", 10, Zstd, startZstd);
export const ZstdDecompress: ZlibConstructor = make("ZstdDecompress", 11, Zstd, startZstd);
