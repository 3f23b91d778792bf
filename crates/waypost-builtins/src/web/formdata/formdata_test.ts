// FormData: members, conversions to File, bodies there and back.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Blob } from "waypost-internal:web/blob/blob";
import { File } from "waypost-internal:web/blob/file";
import { utf8Decode, utf8Encode } from "waypost-internal:web/encoding/encoding";
import { Response } from "waypost-internal:web/fetch/response";
import { encodeMultipart, feedPieces, FormData, formDataFromUrlencoded, isFormData, parseMultipart, spoolMultipart } from "waypost-internal:web/formdata/formdata";

test("members", () => {
  const data = new FormData();
  data.append("a", "1");
  data.append("b", 2 as never);
  data.append("a", "3");
  assertEquals(data.get("a"), "1");
  assertEquals(data.get("x"), null);
  assertEquals(data.getAll("a"), ["1", "3"]);
  assert(data.has("b") && !data.has("x"));
  data.set("a", "9");
  assertEquals([...data], [["a", "9"], ["b", "2"]]);
  data.set("c", "4");
  data.delete("b");
  assertEquals([...data.keys()], ["a", "c"]);
  assertEquals([...data.values()], ["9", "4"]);
  const seen: unknown[] = [];
  data.forEach((value, name, all) => seen.push(name, value, all === data));
  assertEquals(seen, ["a", "9", true, "c", "4", true]);
  assertEquals(Object.prototype.toString.call(data), "[object FormData]");
  assertEquals(Object.prototype.toString.call(data.entries()), "[object FormData Iterator]");
  assert(isFormData(data) && !isFormData({}));
});

test("blobs become files", async () => {
  const data = new FormData();
  const file = new File(["f"], "f.txt", { type: "text/x", lastModified: 3 });
  data.append("blob", new Blob(["b"], { type: "t/b" }));
  data.append("file", file);
  data.append("named", file, "g.txt");
  const blob = data.get("blob") as File;
  assert(blob instanceof File);
  assertEquals([blob.name, blob.type, await blob.text()], ["blob", "t/b", "b"]);
  assert(data.get("file") === file, "a file stays the same object");
  const named = data.get("named") as File;
  assertEquals([named.name, named.type, named.lastModified, await named.text()], ["g.txt", "text/x", 3, "f"]);
});

test("wrong arguments", () => {
  const data = new FormData();
  assertThrows(() => (data.append as (name: string) => void)("a"), { code: "ERR_MISSING_ARGS" });
  assertThrows(() => data.append("a", "b" as never, "c"), "parameter 2 is not of type 'Blob'");
  assertThrows(() => new FormData({} as never), TypeError);
  assertThrows(() => data.forEach(1 as never), TypeError);
  assertThrows(() => FormData.prototype.get.call({} as never, "a"), { code: "ERR_INVALID_THIS" });
});

function joined(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

test("a written body has the standard's form", () => {
  const data = new FormData();
  data.append('a"\r\nb', "x\ny\rz\r\n");
  data.append("f", new File(["data"], 'q"\n.txt', { type: "text/plain" }));
  data.append("g", new Blob(["raw"]));
  const { boundary, parts, length } = encodeMultipart(data);
  const bytes = joined(parts as Uint8Array[]);
  assertEquals(bytes.length, length);
  assertEquals(
    utf8Decode(bytes).replaceAll(boundary, "B"),
    '--B\r\nContent-Disposition: form-data; name="a%22%0D%0Ab"\r\n\r\nx\r\ny\r\nz\r\n\r\n' +
      '--B\r\nContent-Disposition: form-data; name="f"; filename="q%22%0A.txt"\r\nContent-Type: text/plain\r\n\r\ndata\r\n' +
      '--B\r\nContent-Disposition: form-data; name="g"; filename="blob"\r\nContent-Type: application/octet-stream\r\n\r\nraw\r\n' +
      "--B--\r\n",
  );
  assert(boundary !== encodeMultipart(data).boundary, "boundaries differ");
});

test("what is written is read back", async () => {
  const data = new FormData();
  data.append("text", "é\u{1f980}\ufeff");
  data.append("empty", "");
  data.append('quo"te\n', "v");
  const content = Uint8Array.from({ length: 3000 }, (_, i) => i);
  data.append("file", new File([content], "ü.bin", { type: "application/x" }));
  data.append("nothing", new File([], ""));
  const { boundary, parts } = encodeMultipart(data);
  const back = parseMultipart(joined(parts as Uint8Array[]), boundary);
  assertEquals(back.get("text"), "é\u{1f980}\ufeff");
  assertEquals(back.get("empty"), "");
  assertEquals(back.get('quo"te\r\n'), "v");
  const file = back.get("file") as File;
  assertEquals([file.name, file.type, file.size], ["ü.bin", "application/x", 3000]);
  assertEquals(await file.bytes(), content);
  const nothing = back.get("nothing") as File;
  assertEquals([nothing.name, nothing.size, nothing.type], ["", 0, "application/octet-stream"]);
});

/** A body's pieces, one per call. */
function pieces(bytes: Uint8Array, size: number): () => Promise<Uint8Array | undefined> {
  let at = 0;
  return () => Promise.resolve(at < bytes.length ? bytes.slice(at, (at += size)) : undefined);
}

test("the files of a spooled form are files like any other", async () => {
  const content = Uint8Array.from({ length: 200_000 }, (_, i) => i * 7);
  const data = new FormData();
  data.append("field", "\u00e9");
  data.append("file", new File([content], "a.bin", { type: "application/x" }));
  data.append("nothing", new File([], "b.txt", { type: "text/plain" }));
  data.append("second", new File(["text"], "c.txt", { type: "text/plain" }));
  const { boundary, parts } = encodeMultipart(data);
  const body = joined(parts as Uint8Array[]);
  const first = [body.slice(0, 10), body.slice(10, 5000)];
  const back = await spoolMultipart(first, (form) => feedPieces(form, pieces(body.slice(5000), 7001)), boundary);
  assertEquals(back.get("field"), "\u00e9");
  const file = back.get("file") as File;
  assertEquals([file.name, file.type, file.size], ["a.bin", "application/x", 200_000]);
  assertEquals(await file.bytes(), content);
  assertEquals(await file.slice(1000, 1010).bytes(), content.slice(1000, 1010));
  assertEquals(await new Blob(["<", file.slice(0, 2), ">"]).bytes(), Uint8Array.of(0x3c, 0, 7, 0x3e));
  let streamed = 0;
  for await (const piece of file.stream() as unknown as AsyncIterable<Uint8Array>) {
    assertEquals(piece[0], content[streamed]);
    streamed += piece.length;
  }
  assertEquals(streamed, 200_000);
  assertEquals(await (back.get("second") as File).text(), "text");
  assertEquals((back.get("nothing") as File).size, 0);
  // Sent on, it is read back from disk.
  const again = new Response(back);
  assertEquals(await ((await again.formData()).get("file") as File).bytes(), content);
});

test("a large form in a stream goes to disk, and a broken one is a TypeError", async () => {
  const data = new FormData();
  data.append("file", new File([new Uint8Array(3_000_000).fill(9)], "big"));
  const { boundary, parts } = encodeMultipart(data);
  const body = joined(parts as Uint8Array[]);
  const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
  const send = (bytes: Uint8Array): Promise<FormData> => new Response(new Blob([bytes]).stream(), { headers }).formData() as unknown as Promise<FormData>;
  const file = (await send(body)).get("file") as File;
  assertEquals([file.size, (await file.bytes()).every((byte) => byte === 9)], [3_000_000, true]);
  const failed = (await assertRejects(send(body.slice(0, -10)), TypeError)) as Error;
  assertEquals((failed.cause as Error).message, "a part does not end with the boundary");
});

test("a malformed body is a TypeError", () => {
  for (const [body, boundary] of [["", "b"], ["--b\r\n", "b"], ["--b--", ""], ["--b\r\n\r\nx\r\n--b--", "b"]] as const) {
    const error = assertThrows(() => parseMultipart(utf8Encode(body), boundary), TypeError) as TypeError;
    assertEquals(error.message, "Failed to parse body as FormData.");
  }
});

test("urlencoded bodies", () => {
  assertEquals([...formDataFromUrlencoded("a=1&b=x+y&a=%C3%A9")], [["a", "1"], ["b", "x y"], ["a", "é"]]);
  assertEquals([...formDataFromUrlencoded("")], []);
});
