// TextEncoder and TextDecoder: both sides of every threshold, streams of pieces, legacy encodings.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import {
  latin1Decode,
  TextDecoder,
  TextEncoder,
  utf8Decode,
  utf8DecodeFatal,
  utf8DecodeKeepBom,
  utf8Encode,
  utf8Length,
} from "waypost-internal:web/encoding/encoding";
import { TextDecoderStream, TextEncoderStream } from "waypost-internal:web/encoding/encoding_streams";

const TEXTS: [string, number[]][] = [
  ["", []],
  ["abc", [97, 98, 99]],
  ["\0\x7f", [0, 127]],
  ["é", [0xc3, 0xa9]],
  ["€", [0xe2, 0x82, 0xac]],
  ["\u{1f980}", [0xf0, 0x9f, 0xa6, 0x80]],
  ["\ufeffa", [0xef, 0xbb, 0xbf, 97]],
  ["\ud800", [0xef, 0xbf, 0xbd]],
  ["\udc00\ud800", [0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd]],
  ["a\ud83dé", [97, 0xef, 0xbf, 0xbd, 0xc3, 0xa9]],
];

test("encoding at every length and on both sides of the threshold", () => {
  for (const [text, bytes] of TEXTS) {
    assertEquals([...utf8Encode(text)], bytes, JSON.stringify(text));
    assertEquals(utf8Length(text), bytes.length);
    for (const before of [8, 30, 31, 32, 33, 200, 4095, 4096, 5000]) {
      const long = "x".repeat(before) + text;
      assertEquals([...utf8Encode(long).subarray(before)], bytes, `${JSON.stringify(text)} after ${before}`);
      assertEquals(utf8Length(long), before + bytes.length);
    }
    const wide = "\u{1f980}é".repeat(20) + text;
    assertEquals([...utf8Encode(wide).subarray(120)], bytes);
    assertEquals(utf8Length(wide), 120 + bytes.length);
    assertEquals(new TextEncoder().encode(text).length, bytes.length);
  }
  assertEquals(new TextEncoder().encode().length, 0);
  assertEquals([...new TextEncoder().encode(12 as never)], [49, 50]);
  assertEquals(new TextEncoder().encoding, "utf-8");
});

test("decoding undoes encoding at every length", () => {
  for (const text of ["", "a", "x".repeat(7), "x".repeat(8), "x".repeat(9), "x".repeat(15), "x".repeat(16), "y".repeat(17), "é", "é".repeat(4), "z".repeat(64), "z".repeat(65), "é".repeat(40), "a\u{1f980}".repeat(500)]) {
    assertEquals(utf8Decode(utf8Encode(text)), text);
    assertEquals(utf8DecodeFatal(utf8Encode(text)), text);
    assertEquals(new TextDecoder().decode(utf8Encode(text)), text);
  }
});

test("encodeInto stops before what does not fit", () => {
  const cases: [string, number, { read: number; written: number }, number[]][] = [
    ["abc", 2, { read: 2, written: 2 }, [97, 98]],
    ["aé", 2, { read: 1, written: 1 }, [97, 0]],
    ["\u{1f980}a", 3, { read: 0, written: 0 }, [0, 0, 0]],
    ["\u{1f980}a", 5, { read: 3, written: 5 }, [0xf0, 0x9f, 0xa6, 0x80, 97]],
    ["\ud800", 3, { read: 1, written: 3 }, [0xef, 0xbf, 0xbd]],
    ["", 0, { read: 0, written: 0 }, []],
    ["a".repeat(40), 41, { read: 40, written: 40 }, [...new Array(40).fill(97), 0]],
    ["a".repeat(40), 39, { read: 39, written: 39 }, new Array(39).fill(97)],
    ["é".repeat(40), 81, { read: 40, written: 80 }, [...new Array(40).fill([0xc3, 0xa9]).flat(), 0]],
    ["é".repeat(40), 79, { read: 39, written: 78 }, [...new Array(39).fill([0xc3, 0xa9]).flat(), 0]],
    ["€".repeat(40), 120, { read: 40, written: 120 }, new Array(40).fill([0xe2, 0x82, 0xac]).flat()],
    ["\u{1f980}".repeat(20), 80, { read: 40, written: 80 }, new Array(20).fill([0xf0, 0x9f, 0xa6, 0x80]).flat()],
    ["\u{1f980}".repeat(20), 79, { read: 38, written: 76 }, [...new Array(19).fill([0xf0, 0x9f, 0xa6, 0x80]).flat(), 0, 0, 0]],
  ];
  for (const [text, room, result, bytes] of cases) {
    const into = new Uint8Array(room);
    assertEquals(new TextEncoder().encodeInto(text, into), result, JSON.stringify(text));
    assertEquals([...into], bytes);
  }
  assertThrows(() => new TextEncoder().encodeInto("a", new Uint16Array(1) as never), TypeError);
});

const MALFORMED: [number[], string][] = [
  [[0xff], "\ufffd"],
  [[0xc0, 0x80], "\ufffd\ufffd"],
  [[0xe2, 0x82], "\ufffd"],
  [[0xe2, 0x82, 0x41], "\ufffdA"],
  [[0xed, 0xa0, 0x80], "\ufffd\ufffd\ufffd"],
  [[0xf4, 0x90, 0x80, 0x80], "\ufffd\ufffd\ufffd\ufffd"],
  [[0xf0, 0x9f, 0xa6], "\ufffd"],
];

test("malformed UTF-8", () => {
  for (const [bytes, text] of MALFORMED) {
    const input = new Uint8Array(bytes);
    assertEquals(utf8Decode(input), text);
    assertEquals(utf8DecodeFatal(input), undefined);
    assertThrows(() => new TextDecoder("utf-8", { fatal: true }).decode(input), { code: "ERR_ENCODING_INVALID_ENCODED_DATA", name: "TypeError" });
  }
});

test("a byte order mark", () => {
  const bytes = utf8Encode("\ufeffa");
  assertEquals(utf8Decode(bytes), "a");
  assertEquals(utf8DecodeKeepBom(bytes), "\ufeffa");
  assertEquals(new TextDecoder().decode(bytes), "a");
  assertEquals(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), "\ufeffa");
});

test("every way to cut a text into pieces gives the text", () => {
  const text = "\ufeffa\ufeffé€\u{1f980}\u{10ffff}z";
  const bytes = utf8Encode(text);
  const decoder = new TextDecoder();
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      let out = decoder.decode(bytes.subarray(0, first), { stream: true });
      out += decoder.decode(bytes.subarray(first, second), { stream: true });
      out += decoder.decode(bytes.subarray(second));
      assertEquals(out, text.slice(1), `${first} ${second}`);
    }
  }
});

test("malformed pieces decode as the whole does", () => {
  for (const [bytes, text] of MALFORMED) {
    const decoder = new TextDecoder();
    let out = "";
    for (const byte of bytes) out += decoder.decode(new Uint8Array([byte]), { stream: true });
    assertEquals(out + decoder.decode(), text);
  }
});

test("a fatal decoder starts anew after an error", () => {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  decoder.decode(new Uint8Array([0xe2]), { stream: true });
  assertThrows(() => decoder.decode(new Uint8Array([0x41]), { stream: true }), TypeError);
  assertEquals(decoder.decode(new Uint8Array([0x41])), "A");
});

const LEGACY: [string, string, number[], string][] = [
  ["latin1", "windows-1252", [0x80, 0xe9, 0xff], "€éÿ"],
  ["ISO-8859-2", "iso-8859-2", [0xb9], "š"],
  [" koi8-r ", "koi8-r", [0xc1], "а"],
  ["utf-16", "utf-16le", [0x41, 0, 0xd8, 0xd8], "A\ufffd"],
  ["utf-16be", "utf-16be", [0xd8, 0x3e, 0xdd, 0x80], "\u{1f980}"],
  ["shift_jis", "shift_jis", [0x93, 0xfa], "日"],
  ["gbk", "gbk", [0xc4, 0xe3], "你"],
  ["gb18030", "gb18030", [0x94, 0x39, 0xda, 0x33], "💩"],
  ["big5", "big5", [0xa7, 0x41], "你"],
  ["euc-kr", "euc-kr", [0xb0, 0xa1], "가"],
  ["iso-2022-jp", "iso-2022-jp", [0x1b, 0x24, 0x42, 0x46, 0x7c], "日"],
  ["x-user-defined", "x-user-defined", [0x80], "\uf780"],
];

test("other encodings, whole and in pieces", () => {
  for (const [label, name, bytes, text] of LEGACY) {
    const decoder = new TextDecoder(label);
    assertEquals(decoder.encoding, name);
    assertEquals(decoder.decode(new Uint8Array(bytes)), text, label);
    let out = "";
    for (const byte of bytes) out += decoder.decode(new Uint8Array([byte]), { stream: true });
    assertEquals(out + decoder.decode(), text, `${label} in pieces`);
  }
  assertThrows(() => new TextDecoder("gbk", { fatal: true }).decode(new Uint8Array([0xff])), TypeError);
});

test("labels that are none", () => {
  for (const label of ["", "utf-7", "replacement", "hz-gb-2312", "utf\u00a08"]) {
    assertThrows(() => new TextDecoder(label), { name: "RangeError", code: "ERR_ENCODING_NOT_SUPPORTED" });
  }
});

test("inputs of every kind", () => {
  const bytes = utf8Encode("xabcx");
  const decoder = new TextDecoder();
  assertEquals(decoder.decode(bytes.buffer), "xabcx");
  assertEquals(decoder.decode(new DataView(bytes.buffer, 1, 3)), "abc");
  assertEquals(decoder.decode(bytes.subarray(1, 3)), "ab");
  assertEquals(decoder.decode(), "");
  assertThrows(() => decoder.decode("abc" as never), { code: "ERR_INVALID_ARG_TYPE" });
  assertEquals([decoder.fatal, decoder.ignoreBOM], [false, false]);
});

test("Latin-1 maps bytes to units", () => {
  for (const length of [0, 1, 16, 64, 65, 300]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    assertEquals(latin1Decode(bytes), String.fromCharCode(...bytes));
  }
});

test("streams encode and decode across pieces", async () => {
  const encoder = new TextEncoderStream();
  const writer = encoder.writable.getWriter();
  const done = (async (): Promise<void> => {
    for (const piece of ["a", "\ud83e", "\udd80", "", "\ud800"]) await writer.write(piece);
    await writer.close();
  })();
  let text = "";
  for await (const chunk of encoder.readable.pipeThrough(new TextDecoderStream())) text += String(chunk);
  await done;
  assertEquals(text, "a\u{1f980}\ufffd");
  assert(encoder.encoding === "utf-8");
});
