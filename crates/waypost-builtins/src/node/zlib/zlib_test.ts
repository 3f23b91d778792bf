// node:zlib: every format in every form, flushes, bounds and errors.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { once } from "waypost-internal:node/events/events";
import { promisify } from "waypost-internal:node/util/promisify";
import * as zlib from "waypost-internal:node/zlib/zlib";

type Anything = any;

const all = zlib as Anything;
const TEXT = Buffer.from("The quick brown fox jumps over the lazy dog. ".repeat(2000));
const PAIRS = [
  ["gzip", "gunzip"], ["deflate", "inflate"], ["deflateRaw", "inflateRaw"], ["gzip", "unzip"], ["deflate", "unzip"],
  ["brotliCompress", "brotliDecompress"], ["zstdCompress", "zstdDecompress"],
] as const;

function create(name: string, options?: Anything): Anything {
  return all[`create${name[0]?.toUpperCase()}${name.slice(1)}`](options);
}

function bytesOf(stream: Anything): Promise<Anything> {
  return new Promise((resolve, reject) => {
    const pieces: Uint8Array[] = [];
    stream.on("data", (piece: Uint8Array) => pieces.push(piece));
    stream.on("end", () => resolve(Buffer.concat(pieces as never)));
    stream.on("error", reject);
  });
}

for (const [pack, unpack] of PAIRS) {
  test(`${pack} and ${unpack} in every form`, async () => {
    const packed = all[`${pack}Sync`](TEXT);
    assert(packed.length < TEXT.length / 10, `${packed.length}`);
    assert(all[`${unpack}Sync`](packed).equals(TEXT), "at once");
    assert(((await (promisify(all[unpack]) as Anything)(await (promisify(all[pack]) as Anything)(TEXT))) as Anything).equals(TEXT), "with a callback");
    const packer = create(pack, { chunkSize: 64 });
    const unpacker = create(unpack, { chunkSize: 100 });
    packer.pipe(unpacker);
    for (let at = 0; at < TEXT.length; at += 5000) packer.write(TEXT.subarray(at, at + 5000));
    packer.end();
    assert((await bytesOf(unpacker)).equals(TEXT), "as streams");
    assertEquals(packer.bytesWritten, TEXT.length);
    const large = Buffer.alloc(300_000, 7);
    assert((await (promisify(all[unpack]) as Anything)(all[`${pack}Sync`](large))).equals(large), "large");
    const empty = all[`${pack}Sync`]("");
    assertEquals(all[`${unpack}Sync`](empty).length, 0);
    const cut = packed.subarray(0, packed.length - 4);
    assertThrows(() => all[`${unpack}Sync`](cut), { code: "Z_BUF_ERROR", errno: -5, message: "unexpected end of file" });
    await assertRejects((promisify(all[unpack]) as Anything)(cut), { code: "Z_BUF_ERROR", message: "unexpected end of file" });
    assertThrows(() => all[`${unpack}Sync`](packed, { maxOutputLength: 100 }), { code: "ERR_BUFFER_TOO_LARGE" });
    await assertRejects((promisify(all[unpack]) as Anything)(packed, { maxOutputLength: 100 }), { code: "ERR_BUFFER_TOO_LARGE" });
  });
}

for (const [unpack, code, message] of [
  ["gunzip", "Z_DATA_ERROR", "incorrect header check"],
  ["inflate", "Z_DATA_ERROR", "incorrect header check"],
  ["inflateRaw", "Z_DATA_ERROR", "invalid stored block lengths"],
  ["unzip", "Z_DATA_ERROR", "incorrect header check"],
  ["zstdDecompress", "ZSTD_error_prefix_unknown", "Unknown frame descriptor"],
] as const) {
  test(`${unpack} refuses what is not of its format`, async () => {
    const bytes = unpack === "inflateRaw" ? Buffer.alloc(50) : Buffer.from("not compressed at all, not at all");
    const error = (await assertRejects((promisify(all[unpack]) as Anything)(bytes))) as Anything;
    assertEquals([error.code, error.message], [code, message]);
    assertThrows(() => all[`${unpack}Sync`](bytes), { code, message });
  });
}

test("brotli's errors have the decoder's names", async () => {
  const error = (await assertRejects((promisify(all.brotliDecompress) as Anything)(Buffer.from("not compressed")))) as Anything;
  assert(/^ERR__ERROR_FORMAT_/.test(error.code), error.code);
  assertEquals(error.message, "Decompression failed");
});

test("a flush brings out what was written", async () => {
  for (const [pack, unpack] of [["gzip", "gunzip"], ["brotliCompress", "brotliDecompress"], ["zstdCompress", "zstdDecompress"]]) {
    const packer = create(pack as string);
    const unpacker = create(unpack as string);
    const pieces: string[] = [];
    const first = new Promise<void>((resolve) => unpacker.on("data", (piece: Uint8Array) => (pieces.push(String(piece)), resolve())));
    const end = once(unpacker, "end");
    packer.pipe(unpacker);
    packer.write("first");
    packer.flush();
    await first;
    assertEquals(pieces, ["first"], pack);
    packer.end("second");
    await end;
    assertEquals(pieces, ["first", "second"], pack);
  }
});

test("the level can be changed midway, and a codec begins anew", async () => {
  const packer = create("deflate", { level: 0 });
  const packed = bytesOf(packer);
  packer.write(TEXT.subarray(0, 1000));
  await new Promise<void>((resolve) => packer.params(9, 0, () => resolve()));
  packer.end(TEXT.subarray(1000));
  const bytes = await packed;
  assert(bytes.length < 5000 && zlib.inflateSync(bytes).equals(TEXT), `${bytes.length}`);
  const again = create("gunzip");
  again.write(zlib.gzipSync("x"));
  await once(again, "data");
  again.reset();
  again.end(zlib.gzipSync("y"));
  assertEquals(String((await once(again, "data"))[0]), "y");
});

test("dictionaries are asked for, and must be the right ones", () => {
  const dictionary = Buffer.from("quick brown fox");
  const packed = zlib.deflateSync("the quick brown fox", { dictionary });
  assertEquals(String(zlib.inflateSync(packed, { dictionary })), "the quick brown fox");
  assertThrows(() => zlib.inflateSync(packed), { code: "Z_NEED_DICT", message: "Missing dictionary" });
  assertThrows(() => zlib.inflateSync(packed, { dictionary: Buffer.from("other") }), { code: "Z_DATA_ERROR", message: "Bad dictionary" });
  const raw = zlib.deflateRawSync("the quick brown fox", { dictionary });
  assertEquals(String(zlib.inflateRawSync(raw, { dictionary })), "the quick brown fox");
});

test("members of gzip follow each other; what follows the data is dropped or refused", async () => {
  const two = Buffer.concat([zlib.gzipSync("abc"), zlib.gzipSync("def")] as never);
  assertEquals(String(zlib.gunzipSync(two)), "abcdef");
  const stream = create("gunzip");
  for (const byte of two) stream.write(Buffer.of(byte));
  stream.end();
  assertEquals(String(await bytesOf(stream)), "abcdef");
  const junk = Buffer.concat([zlib.deflateSync("abc"), Buffer.from("junk")] as never);
  assertEquals(String(zlib.inflateSync(junk)), "abc");
  assertEquals(String(await (promisify(zlib.inflate as never) as Anything)(junk)), "abc");
  assertThrows(() => zlib.inflateSync(junk, { rejectGarbageAfterEnd: true }), { code: "ERR_TRAILING_JUNK_AFTER_STREAM_END" });
});

test("what was cut is given as far as it goes when the finish says so", () => {
  const packed = zlib.gzipSync(TEXT);
  const cut = packed.subarray(0, packed.length - 10);
  const plain = zlib.gunzipSync(cut, { finishFlush: zlib.constants.Z_SYNC_FLUSH });
  assert(plain.length > 0 && TEXT.subarray(0, plain.length).equals(plain), "a beginning");
});

test("a stream that is closed or destroyed stops", async () => {
  const stream = create("gzip");
  stream.write(TEXT);
  await new Promise<void>((resolve) => stream.close(() => resolve()));
  assertEquals([stream.destroyed, stream._closed], [true, true]);
  const bomb = create("gunzip");
  bomb.on("error", () => {});
  bomb.write(zlib.gzipSync(Buffer.alloc(10_000_000)));
  let taken = 0;
  bomb.on("data", (piece: Uint8Array) => {
    taken += piece.length;
    bomb.destroy();
  });
  await once(bomb, "close");
  assert(taken <= 65536, `${taken}`);
});

test("packages drive the codec by its handle, as pngjs does", () => {
  const packed = zlib.deflateSync(TEXT);
  const engine = create("inflate", { chunkSize: TEXT.length });
  let ended = 0;
  engine.on("close", () => ended++);
  engine._handle.writeSync(4, packed, 0, packed.length, engine._outBuffer, engine._outOffset, engine._chunkSize);
  assertEquals([...engine._writeState], [0, 0]);
  assert(engine._outBuffer.equals(TEXT));
  engine._handle.close();
  engine._handle = null;
  assertEquals([engine._handle, ended], [null, 0]);
});

test("packages keep the codec open over several runs, as minizlib does", () => {
  const engine = create("gzip");
  const handle = engine._handle;
  const { close } = handle;
  handle.close = (): void => {};
  const pieces = [engine._processChunk(Buffer.from("ab"), 2), engine._processChunk(Buffer.from("cd"), 4)];
  engine._handle = handle;
  handle.close = close;
  assertEquals(zlib.gunzipSync(Buffer.concat(pieces)).toString(), "abcd");
});

test("checksums", () => {
  assertEquals([zlib.crc32("hello"), zlib.crc32(Buffer.from("lo"), zlib.crc32("hel")), zlib.crc32("")], [0x3610a686, 0x3610a686, 0]);
});

for (const [name, call, code] of [
  ["a level", () => zlib.createGzip({ level: 10 }), "ERR_OUT_OF_RANGE"],
  ["a window", () => zlib.createGzip({ windowBits: 8 }), "ERR_OUT_OF_RANGE"],
  ["a chunk", () => zlib.createGzip({ chunkSize: 1 }), "ERR_OUT_OF_RANGE"],
  ["a text for a number", () => zlib.createGzip({ memLevel: "x" as never }), "ERR_INVALID_ARG_TYPE"],
  ["a dictionary", () => zlib.createDeflate({ dictionary: "x" }), "ERR_INVALID_ARG_TYPE"],
  ["a parameter of brotli", () => zlib.createBrotliCompress({ params: { 99: 1 } }), "ERR_BROTLI_INVALID_PARAM"],
  ["a value of brotli", () => zlib.createBrotliCompress({ params: { 1: "x" } }), "ERR_INVALID_ARG_TYPE"],
  ["a parameter of zstd", () => zlib.createZstdCompress({ params: { 1: 1 } }), "ERR_ZSTD_INVALID_PARAM"],
  ["no input", () => zlib.gzipSync(undefined), "ERR_INVALID_ARG_TYPE"],
  ["no callback", () => zlib.gzip("x"), "ERR_INVALID_ARG_TYPE"],
] as const) {
  test(`refused: ${name}`, () => {
    assertThrows(call, { code });
  });
}
