// CompressionStream and DecompressionStream.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { CompressionStream, DecompressionStream } from "waypost-internal:web/compression/compression";
import { utf8Decode, utf8Encode } from "waypost-internal:web/encoding/encoding";
import { readAllBytes, ReadableStream } from "waypost-internal:web/streams/streams";

const FORMATS = ["gzip", "deflate", "deflate-raw", "brotli"];

function through(transform: CompressionStream | DecompressionStream, ...chunks: unknown[]): Promise<Uint8Array> {
  return readAllBytes(ReadableStream.from(chunks).pipeThrough(transform));
}

test("every format returns what it was given", async () => {
  const text = "a text that repeats itself ".repeat(5000);
  for (const format of FORMATS) {
    const bytes = utf8Encode(text);
    const packed = await through(new CompressionStream(format), bytes.subarray(0, 1000), bytes.subarray(1000));
    assert(packed.byteLength < bytes.byteLength / 10, format);
    const middle = packed.byteLength >> 1;
    const unpacked = await through(new DecompressionStream(format), packed.slice(0, middle), packed.slice(middle).buffer);
    assertEquals(utf8Decode(unpacked) === text, true, format);
    const empty = await through(new CompressionStream(format));
    assertEquals((await through(new DecompressionStream(format), empty)).byteLength, 0);
  }
});

test("a known gzip file", async () => {
  const bytes = Uint8Array.fromBase64("H4sIAAAAAAAAA8tIzcnJBwCGphA2BQAAAA==");
  assertEquals(utf8Decode(await through(new DecompressionStream("gzip"), bytes)), "hello");
});

test("what is not of the format is a TypeError", async () => {
  const packed = await through(new CompressionStream("gzip"), utf8Encode("hello"));
  const extra = new Uint8Array([...packed, 0]);
  const cut = packed.slice(0, -3);
  const broken = packed.slice();
  broken[0] = 0;
  for (const bytes of [extra, cut, broken]) {
    await assertRejects(through(new DecompressionStream("gzip"), bytes), TypeError);
  }
});

test("chunks are buffer sources and formats have names", async () => {
  for (const bad of ["text", 1, {}, [1], null, undefined]) {
    const stream = new CompressionStream("gzip");
    const writer = stream.writable.getWriter();
    // Nothing is written before somebody reads.
    const read = stream.readable.getReader().read();
    await Promise.all([
      assertRejects(writer.write(bad), TypeError),
      assertRejects(writer.closed, TypeError),
      assertRejects(read, TypeError),
    ]);
  }
  for (const bad of ["GZIP", "", "zip", undefined]) {
    assertThrows(() => new CompressionStream(bad as never), TypeError);
    assertThrows(() => new DecompressionStream(bad as never), TypeError);
  }
});
