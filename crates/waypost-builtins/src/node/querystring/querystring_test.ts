// node:querystring: surrogates without a partner.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { escape } from "waypost-internal:node/querystring/querystring";

test("a high surrogate takes whatever follows for its partner, as on Node.js", () => {
  assertEquals(escape("\ud801test"), "%F0%90%91%B4est");
  assertEquals(escape("\u{1f600} \u00e4"), "%F0%9F%98%80%20%C3%A4");
  assertThrows(() => escape("x\ud801"), { code: "ERR_INVALID_URI", name: "URIError" });
});
