// node:v8: Node's own bytes, both ways, and bytes that are none.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import v8 from "waypost-internal:node/v8/v8";

// Written by Node.js 20.
const RECORDED: [unknown, string][] = [
  [null, "ff0f30"],
  [undefined, "ff0f5f"],
  [true, "ff0f54"],
  [1, "ff0f4902"],
  [-1, "ff0f4901"],
  [1.5, "ff0f4e000000000000f83f"],
  [-0, "ff0f4e0000000000000080"],
  [1073741824, "ff0f498080808008"],
  [10n, "ff0f5a100a00000000000000"],
  [-(2n**70n), "ff0f5a2100000000000000004000000000000000"],
  ["caf\u00e9", "ff0f2204636166e9"],
  ["\u20ac uro", "ff0f630aac202000750072006f00"],
  [[1,"a",[]], "ff0f410349022201614100240000240003"],
  [{a:1,"2":"x"}, "ff0f6f490422017822016149027b02"],
  [new Map([[1,{}]]), "ff0f3b49026f7b003a02"],
  [new Set(["a"]), "ff0f272201612c01"],
  [new Date(0), "ff0f440000000000000000"],
  [/a+/gi, "ff0f522202612b03"],
  [Buffer.from("hi"), "ff0f5c0a026869"],
  [new Uint8Array([1,2,3]), "ff0f5c0103010203"],
  [new Uint8Array([1,2]).buffer, "ff0f42020102"],
];

test("values are written as Node writes them", () => {
  for (const [value, hex] of RECORDED) assertEquals(Buffer.from(v8.serialize(value)).toString("hex"), hex);
});

test("what Node wrote is read", () => {
  for (const [value, hex] of RECORDED) assertEquals(v8.deserialize(Buffer.from(hex, "hex")), value);
});

test("cycles, errors and views come back", () => {
  const value: Record<string, unknown> = { view: new Uint16Array([1, 2]), error: new TypeError("no") };
  value.self = value;
  const back = v8.deserialize(v8.serialize(value)) as Record<string, unknown>;
  assertEquals(back.self === back, true);
  assertEquals(back.view, new Uint16Array([1, 2]));
  assertEquals([(back.error as Error).name, (back.error as Error).message], ["TypeError", "no"]);
});

test("bytes that are cut off or made up are refused", () => {
  const whole = Buffer.from(v8.serialize({ a: [1, "two", new Map([[1, 2]])], b: new Date(0) }));
  for (let length = 0; length < whole.length; length++) assertThrows(() => v8.deserialize(whole.subarray(0, length)));
  assertThrows(() => v8.deserialize(Buffer.from("ff0f41ffffffff0f", "hex")));
  assertThrows(() => v8.serialize(() => 1), /could not be cloned/);
});
