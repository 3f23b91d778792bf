// Tests of the plain copy of a configuration.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { plain } from "waypost-internal:next/config_file/plain";

test("values without data are named by their kind", () => {
  class Plugin {
    name = "p";
  }
  const config = { webpack: () => 1, a: /x/, b: new Plugin(), c: NaN, d: 5n, e: undefined, f: null, g: [undefined, 1] };
  assertEquals(JSON.stringify(plain(config)), JSON.stringify({
    webpack: { $kind: "function" },
    a: { $kind: "object" },
    b: { $kind: "object" },
    c: { $kind: "NaN" },
    d: { $kind: "bigint" },
    f: null,
    g: [null, 1],
  }));
});

test("a circle and a getter that throws end a copy where they are", () => {
  const config: Record<string, unknown> = { a: 1, get b(): number { throw new Error("no"); } };
  config.self = config;
  assertEquals(plain(config), { a: 1, self: { $kind: "object" } });
});
