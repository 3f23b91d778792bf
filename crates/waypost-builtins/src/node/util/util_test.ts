// node:util: what is no inspection.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { _extend } from "waypost-internal:node/util/util";

test("_extend copies from the last member to the first", () => {
  assertEquals(Object.keys(_extend({ z: 0 }, { a: 1, b: 2 })), ["z", "b", "a"]);
  assertEquals(_extend({ a: 1 }, "text"), { a: 1 });
});
