// node:timers: the module beside the globals.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import * as timers from "waypost-internal:node/timers/timers";
import * as promises from "waypost-internal:node/timers/promises";
import { promisify } from "waypost-internal:node/util/promisify";

test("the module loads beside the globals, and its functions promisify to their own forms", async () => {
  assertEquals((timers.default as { setTimeout: unknown }).setTimeout, setTimeout);
  assertEquals(promisify(timers.setTimeout as never) as unknown, promises.setTimeout);
  assertEquals(await (promisify(timers.setTimeout as never) as (ms: number, value: string) => Promise<string>)(1, "x"), "x");
});
