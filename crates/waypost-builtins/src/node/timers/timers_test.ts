// node:timers: the module beside the globals.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import * as timers from "waypost-internal:node/timers/timers";
import * as promises from "waypost-internal:node/timers/promises";
import { once } from "waypost-internal:node/events/statics";
import { process } from "waypost-internal:node/process/process";
import { promisify } from "waypost-internal:node/util/promisify";

test("the module loads beside the globals, and its functions promisify to their own forms", async () => {
  assertEquals((timers.default as { setTimeout: unknown }).setTimeout, setTimeout);
  assertEquals(promisify(timers.setTimeout as never) as unknown, promises.setTimeout);
  assertEquals(await (promisify(timers.setTimeout as never) as (ms: number, value: string) => Promise<string>)(1, "x"), "x");
});

test("a timer can be started anew from its callback, and cleared by its fields", async () => {
  let calls = 0;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      calls++;
      if (calls === 1) timer.refresh();
      else resolve();
    }, 1) as unknown as { refresh(): void };
  });
  assertEquals(calls, 2);
  let rounds = 0;
  const interval = setInterval(() => {
    rounds++;
    interval._onTimeout = null;
  }, 1) as unknown as { _onTimeout: unknown; _destroyed: boolean };
  await promises.setTimeout(20);
  assertEquals([rounds, interval._destroyed], [1, true]);
});

test("a duration that does not fit is told", async () => {
  const warned = once(process, "warning");
  clearTimeout(setTimeout(() => {}, 2 ** 31));
  const [warning] = (await warned) as [Error];
  assertEquals([warning.name, warning.message.split("\n")[0]], ["TimeoutOverflowWarning", "2147483648 does not fit into a 32-bit signed integer."]);
});
