// atob and btoa: the tables of the standard's forgiving decode.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { atob, btoa } from "waypost-internal:web/base64/base64";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";

const DECODED: [unknown, string][] = [
  ["", ""],
  ["YQ==", "a"],
  ["YQ", "a"],
  [" Y\tW\nI\f=\r", "ab"],
  ["YWJj", "abc"],
  ["YR", "a"],
  ["/+8", "\xff\xef"],
  [null, "\x9e\xe9\x65"],
  [12, "\xd7"],
];

test("atob", () => {
  for (const [input, output] of DECODED) assertEquals(atob(input as string), output, String(input));
  const long = "x\x00\xff".repeat(1000);
  assertEquals(atob(btoa(long)), long);
});

test("both ways of a length agree", () => {
  for (let length = 0; length < 300; length++) {
    const binary = String.fromCharCode(...Array.from({ length }, (_, i) => (i * 37 + length) & 255));
    const base64 = btoa(binary);
    assertEquals(base64, Uint8Array.from(binary, (c) => c.charCodeAt(0)).toBase64());
    assertEquals(atob(base64), binary);
    assertEquals(atob(` ${base64.replaceAll("=", "")}\t\n\f\r `), binary);
  }
  const long = "YWJj".repeat(50);
  for (const input of [`${long}a`, `${long}YQ=`, `${long}YQ===`, `${long}a-b_`, `${long}\u0100\u0141`, `Y=Q=${long}`, `${long}\v`, `${long}=`]) {
    assertThrows(() => atob(input), DOMException);
  }
  assertEquals(atob(`${long}YR`), `${"abc".repeat(50)}a`);
  assertThrows(() => btoa(`${long}\u0100`), DOMException);
});

test("atob refuses", () => {
  for (const input of ["a", "abcde", "=", "YQ=", "YQ===", "Y=Q=", "YWJj=", "a-b_", "\u00a0", "abc\x0b", "é", undefined]) {
    const error = assertThrows(() => atob(input as string), DOMException) as DOMException;
    assertEquals(error.name, "InvalidCharacterError", String(input));
    assertEquals(error.code, 5);
    assertEquals(error.message, "The string to be decoded is not correctly encoded.");
  }
  assertThrows(() => (atob as () => void)(), { code: "ERR_MISSING_ARGS" });
});

test("btoa", () => {
  assertEquals(btoa(""), "");
  assertEquals(btoa("\xff\xfe\xfd"), "//79");
  assertEquals(btoa("a"), "YQ==");
  assertEquals(btoa(undefined as never), "dW5kZWZpbmVk");
  const error = assertThrows(() => btoa("☃"), DOMException) as DOMException;
  assertEquals(error.message, "Invalid character");
  assertThrows(() => (btoa as () => void)(), { code: "ERR_MISSING_ARGS" });
});
