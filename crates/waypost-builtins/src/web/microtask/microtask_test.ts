// queueMicrotask and reportError: order, context, and errors.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import {
  queueMicrotask,
  reportError,
  setErrorReporter,
} from "waypost-internal:web/microtask/microtask";

test("microtasks run in order, after the running code", async () => {
  const log: string[] = [];
  queueMicrotask(() => log.push("a"));
  const done = Promise.resolve().then(() => log.push("b"));
  queueMicrotask(() => log.push("c"));
  log.push("sync");
  await done;
  await undefined;
  assertEquals(log.join(), "sync,a,b,c");
});

test("the callback gets no arguments and must be a function", async () => {
  let count = -1;
  queueMicrotask(function (...args: unknown[]): void {
    count = args.length;
  } as () => void);
  await undefined;
  await undefined;
  assertEquals(count, 0);
  for (const bad of [undefined, null, 1, "x", {}]) {
    assertThrows(() => queueMicrotask(bad as never), TypeError);
  }
  assertThrows(() => (queueMicrotask as () => void)(), TypeError);
});

test("errors reach the reporter", async () => {
  const seen: unknown[] = [];
  setErrorReporter((error) => seen.push(error));
  const thrown = new Error("thrown");
  queueMicrotask(() => {
    throw thrown;
  });
  reportError(7);
  await undefined;
  await undefined;
  assertEquals(seen[0], 7);
  assertEquals(seen[1], thrown);
});
