// Buffer: encodings, numbers, views, search; values recorded from Node 22.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import bufferModule, { Buffer, isAscii, isUtf8, transcode } from "waypost-internal:node/buffer/buffer";
import { inspect } from "waypost-internal:node/util/inspect";

type Loose = Record<string, (...args: unknown[]) => unknown>;

const encodings: [string, string, string][] = [
  ["utf8", "h\u00e9\u20ac\u{1f600}", "68c3a9e282acf09f9880"],
  ["utf16le", "h\u00e9", "6800e900"],
  ["latin1", "h\u00e9", "68e9"],
  ["ascii", "hi", "6869"],
  ["base64", "aMOp", "68c3a9"],
  ["base64url", "-_8", "fbff"],
  ["hex", "00ff", "00ff"],
];
for (const [encoding, text, hex] of encodings) {
  test(`encoding ${encoding}`, () => {
    assertEquals(Buffer.from(text, encoding).toString("hex"), hex);
    assertEquals(Buffer.from(hex, "hex").toString(encoding), text);
  });
}

test("lenient decoding", () => {
  assertEquals(Buffer.from("abxx00", "hex").length, 1);
  assertEquals(Buffer.from("aGk=\n ignored", "base64").toString(), "hi");
  assertEquals(Buffer.from("-_8=", "base64").toString("hex"), "fbff");
  assertEquals(Buffer.from("YQ", "base64").toString(), "a");
  assertEquals(Buffer.from("\ufeffx").toString(), "\ufeffx");
  assertEquals(Buffer.from([0xff]).toString(), "\ufffd");
});

test("numbers", () => {
  const buffer = Buffer.alloc(8) as unknown as Loose & Uint8Array;
  buffer.writeInt32BE!(-2, 0);
  assertEquals([buffer.readInt32BE!(0), buffer.readUInt32BE!(0), buffer.readInt16LE!(2)], [-2, 4294967294, -257]);
  buffer.writeDoubleLE!(1.5);
  assertEquals(buffer.readDoubleLE!(), 1.5);
  buffer.writeBigInt64LE!(-5n);
  assertEquals(buffer.readBigUInt64LE!(), 18446744073709551611n);
  buffer.writeUIntBE!(0x123456789a, 1, 5);
  assertEquals(buffer.readUIntBE!(1, 5), 0x123456789a);
});

test("errors are Node's", () => {
  const buffer = Buffer.alloc(8) as unknown as Loose;
  assertThrows(() => buffer.readInt8!(99), { code: "ERR_OUT_OF_RANGE", message: 'The value of "offset" is out of range. It must be >= 0 and <= 7. Received 99' });
  assertThrows(() => buffer.writeUInt8!(256), { message: 'The value of "value" is out of range. It must be >= 0 and <= 255. Received 256' });
  assertThrows(() => buffer.writeInt32LE!(2 ** 31), { message: 'The value of "value" is out of range. It must be >= -2147483648 and <= 2147483647. Received 2147483648' });
  assertThrows(() => Buffer.from(5 as never), { code: "ERR_INVALID_ARG_TYPE" });
  assertThrows(() => Buffer.from("x", "nope"), { code: "ERR_UNKNOWN_ENCODING", message: "Unknown encoding: nope" });
  assertThrows(() => Buffer.alloc(-1), { code: "ERR_OUT_OF_RANGE" });
});

test("slices share memory, copies do not", () => {
  const buffer = Buffer.from("abcdef");
  const part = buffer.subarray(1, -1);
  part[0] = 0x58;
  assertEquals(buffer.toString(), "aXcdef");
  assert(part instanceof Buffer && Buffer.isBuffer(part));
  const copy = Buffer.from(buffer);
  copy[0] = 0x59;
  assertEquals(buffer[0], 0x61);
  assert(buffer.map((byte) => byte) instanceof Buffer);
});

test("search and fill", () => {
  const buffer = Buffer.from("one two one") as unknown as Loose & Uint8Array;
  assertEquals([buffer.indexOf!("one", 1), buffer.lastIndexOf!("one"), buffer.includes!("two"), buffer.indexOf!("")], [8, 8, true, 0]);
  assertEquals(Buffer.alloc(5, "ab").toString(), "ababa");
  assertEquals(Buffer.concat([Buffer.from("a"), Buffer.from("bc")], 2).toString(), "ab");
  assertEquals(Buffer.compare(Buffer.from("a"), Buffer.from("b")), -1);
});

test("shape", () => {
  assertEquals(inspect(Buffer.from("hi")), "<Buffer 68 69>");
  assertEquals(JSON.stringify(Buffer.from("hi")), '{"type":"Buffer","data":[104,105]}');
  assertEquals(Buffer.name, "Buffer");
  assertEquals((Buffer as unknown as (v: string) => Uint8Array)("x").length, 1);
  assertEquals(Buffer.byteLength("\u20ac"), 3);
  assert((bufferModule as { constants: { MAX_STRING_LENGTH: number } }).constants.MAX_STRING_LENGTH > 0);
});

test("transcode and validity", () => {
  assertEquals(transcode(Buffer.from("\u20ac"), "utf8", "latin1").toString(), "?");
  assert(isUtf8(Buffer.from("\u20ac")) && !isUtf8(Buffer.from([0xff])));
  assert(isAscii(Buffer.from("x")) && !isAscii(Buffer.from([0x80])));
});

test("writes stop at whole characters", () => {
  const buffer = Buffer.alloc(4);
  assertEquals(buffer.write("a\u20ac\u20ac"), 4);
  assertEquals(Buffer.alloc(3).write("a\u20ac"), 1);
});

test("what makes a buffer can be called with new", () => {
  const made = (name: string, ...args: unknown[]): Buffer =>
    Reflect.construct((Buffer as unknown as Record<string, Function>)[name]!, args) as Buffer;
  assertEquals(made("alloc", 2).toString("hex"), "0000");
  assertEquals(made("from", "é").toString("hex"), "c3a9");
  assertEquals(made("concat", [Buffer.from("a"), Buffer.from("b")]).toString(), "ab");
  assertEquals(Buffer.from.name, "from");
});
