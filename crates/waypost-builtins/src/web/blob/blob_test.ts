// Blob and File: parts of every kind, slices, streams, and that nobody can change a blob.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Blob, blobBytes, isBlob } from "waypost-internal:web/blob/blob";
import { File, fileOf, isFile } from "waypost-internal:web/blob/file";

test("parts of every kind are joined", async () => {
  const bytes = new Uint8Array([98, 99, 100]);
  const blob = new Blob(["a", bytes, bytes.buffer, new DataView(bytes.buffer, 1, 1), new Blob(["é"]), 7 as never, new Uint16Array([0x4142])]);
  assertEquals(await blob.text(), "abcdbcdcé7BA");
  assertEquals(blob.size, 13);
  assertEquals((await blob.arrayBuffer()).byteLength, 13);
  assertEquals((await blob.bytes()).length, 13);
  assertEquals(await new Blob().text(), "");
});

test("a blob keeps the bytes it was made of", async () => {
  const bytes = new Uint8Array([97, 98]);
  const blob = new Blob([bytes]);
  bytes[0] = 120;
  assertEquals(await blob.text(), "ab");
  new Uint8Array(await blob.arrayBuffer())[0] = 120;
  (await blob.bytes())[0] = 120;
  assertEquals(await blob.text(), "ab");
});

test("slices share and count from both ends", async () => {
  const blob = new Blob(["abc", "def", "ghi"], { type: "text/plain" });
  const cases: [number | undefined, number | undefined, string][] = [
    [undefined, undefined, "abcdefghi"],
    [1, 8, "bcdefgh"],
    [3, 6, "def"],
    [-4, -1, "fgh"],
    [5, 2, ""],
    [-100, 100, "abcdefghi"],
    [NaN, 2, "ab"],
    [1.5, 4, "cd"],
  ];
  for (const [start, end, text] of cases) assertEquals(await blob.slice(start, end).text(), text, `${start} ${end}`);
  assertEquals(blob.slice().type, "");
  assertEquals(blob.slice(0, 1, "A/B").type, "a/b");
  assertEquals(await blob.slice(1, 8).slice(2, 5).text(), "def");
});

test("types and endings", async () => {
  assertEquals(new Blob([], { type: "Text/HTML; Charset=UTF-8" }).type, "text/html; charset=utf-8");
  assertEquals(new Blob([], { type: "a\u00e9" }).type, "");
  assertEquals(new Blob([], { type: null as never }).type, "null");
  assertEquals(await new Blob(["a\r\nb\rc\n"], { endings: "native" }).text(), "a\nb\nc\n");
  assertEquals(await new Blob(["a\r\n"]).text(), "a\r\n");
  assertThrows(() => new Blob([], { endings: "x" as never }), TypeError);
  assertThrows(() => new Blob([], "x" as never), TypeError);
  assertThrows(() => new Blob({} as never), TypeError);
  assertThrows(() => new Blob("abc" as never), TypeError);
  assertThrows(() => new Blob(null as never), TypeError);
});

test("a stream gives the bytes in bounded chunks", async () => {
  const blob = new Blob(["a".repeat(100000), "b"]);
  const sizes: number[] = [];
  for await (const chunk of blob.stream()) sizes.push((chunk as Uint8Array).length);
  assertEquals(sizes, [65536, 34464, 1]);
  const reader = new Blob(["xyz"]).stream().getReader();
  assertEquals(new TextReader().decode((await reader.read()).value as Uint8Array), "xyz");
  assertEquals((await reader.read()).done, true);
  for await (const _ of new Blob([]).stream()) assert(false, "an empty blob has no chunks");
});

class TextReader {
  decode(bytes: Uint8Array): string {
    return String.fromCharCode(...bytes);
  }
}

test("File", async () => {
  const before = Date.now();
  const file = new File(["x"], "a/b.txt", { type: "T/X" });
  assertEquals([file.name, file.type, file.size, file.webkitRelativePath], ["a/b.txt", "t/x", 1, ""]);
  assert(file.lastModified >= before);
  assertEquals(new File([], "n", { lastModified: 12.7 }).lastModified, 12);
  assertEquals(new File([], "\ud800").name, "\ufffd");
  assert(file instanceof Blob && isBlob(file) && isFile(file));
  assert(!isFile(new Blob()) && !isBlob({}) && !isBlob(null));
  assertEquals(Object.prototype.toString.call(file), "[object File]");
  assertEquals(await file.slice(0, 1).text(), "x");
  assertThrows(() => new File([] as never, ...([] as unknown as [string])), { code: "ERR_MISSING_ARGS" });
});

test("files over given segments", () => {
  const segment = new Uint8Array([1, 2]);
  const file = fileOf([segment], "n", "t/x", 5);
  assert(blobBytes(file) === segment, "one segment is not copied");
  assertEquals([file.name, file.type, file.lastModified, file.size], ["n", "t/x", 5, 2]);
});

test("members check what they are called on", async () => {
  const get = Object.getOwnPropertyDescriptor(Blob.prototype, "size")!.get!;
  assertThrows(() => get.call({}), { code: "ERR_INVALID_THIS" });
  const error = await Blob.prototype.text.call({} as Blob).catch((reason: unknown) => reason);
  assert(error instanceof TypeError);
});
