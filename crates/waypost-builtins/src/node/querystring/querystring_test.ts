// node:querystring: surrogates without a partner.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { escape, parse } from "waypost-internal:node/querystring/querystring";

test("a high surrogate takes whatever follows for its partner, as on Node.js", () => {
  assertEquals(escape("\ud801test"), "%F0%90%91%B4est");
  assertEquals(escape("\u{1f600} \u00e4"), "%F0%9F%98%80%20%C3%A4");
  assertThrows(() => escape("x\ud801"), { code: "ERR_INVALID_URI", name: "URIError" });
});

test("what is empty counts as a key of those that are allowed", () => {
  for (const [text, maxKeys, expected] of [
    ["&a", 1, {}],
    ["&a", 2, { a: "" }],
    ["a&&b", 2, { a: "" }],
    ["a&&b", 3, { a: "", b: "" }],
    ["a=1&b=1", 1, { a: "1" }],
    // Without a whole escape nothing is decoded.
    ["%\u0100=%\u0101", 1, { "%\u0100": "%\u0101" }],
  ] as const) {
    assertEquals({ ...parse(text, undefined, undefined, { maxKeys }) }, expected, `${text} ${maxKeys}`);
  }
});
