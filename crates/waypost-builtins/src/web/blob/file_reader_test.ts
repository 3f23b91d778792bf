// FileReader: its events, its results, one read at a time.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Blob } from "waypost-internal:web/blob/blob";
import { FileReader } from "waypost-internal:web/blob/file_reader";

type Read = (reader: FileReader, blob: Blob) => void;

function read(blob: Blob, start: Read): Promise<{ events: string[]; result: unknown }> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    const events: string[] = [];
    for (const type of ["loadstart", "progress", "load", "error", "abort"]) {
      reader.addEventListener(type, () => events.push(type));
    }
    reader.onloadend = (): void => resolve({ events, result: reader.result });
    start(reader, blob);
  });
}

test("a read fires its events in order and gives the content as asked for", async () => {
  const all = ["loadstart", "progress", "load"];
  const blob = new Blob(["h\u00e9"], { type: "text/plain" });
  const check = async (start: Read, expected: unknown): Promise<void> => {
    assertEquals(await read(blob, start), { events: all, result: expected });
  };
  await check((reader, it) => reader.readAsText(it), "h\u00e9");
  await check((reader, it) => reader.readAsText(it, "windows-1252"), "h\u00c3\u00a9");
  await check((reader, it) => reader.readAsBinaryString(it), "h\u00c3\u00a9");
  await check((reader, it) => reader.readAsDataURL(it), "data:text/plain;base64,aMOp");
  await check((reader, it) => reader.readAsArrayBuffer(it), new Uint8Array([0x68, 0xc3, 0xa9]).buffer);
  assertEquals(await read(new Blob([]), (reader, it) => reader.readAsText(it)), { events: ["loadstart", "load"], result: "" });
});

test("text is decoded by its byte order mark, then the label, then the type", async () => {
  const check = async (bytes: number[], type: string, label: string | undefined, expected: string): Promise<void> => {
    const { result } = await read(new Blob([new Uint8Array(bytes)], { type }), (reader, blob) => reader.readAsText(blob, label));
    assertEquals(result, expected);
  };
  await check([0xfe, 0xff, 0, 0x61], "text/plain;charset=utf-8", "latin1", "a");
  await check([0xe9], "text/plain;charset=latin1", undefined, "\u00e9");
  await check([0xe9], 'text/plain; charset="latin1"', "no such", "\ufffd");
});

test("one read at a time, and an aborted one says nothing more", async () => {
  const reader = new FileReader();
  const blob = new Blob(["a"]);
  const events: string[] = [];
  for (const type of ["loadstart", "load", "abort", "loadend"]) reader.addEventListener(type, () => events.push(type));
  reader.readAsText(blob);
  assertThrows(() => reader.readAsText(blob), { name: "InvalidStateError" });
  reader.abort();
  assertEquals([events, reader.result, reader.readyState], [["abort", "loadend"], null, 2]);
  await new Promise((resolve) => {
    reader.onload = resolve;
    reader.readAsText(blob);
  });
  assertEquals(events.slice(2, 4), ["loadstart", "load"]);
});
