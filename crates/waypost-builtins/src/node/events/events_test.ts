// node:events: order, errors, once, iteration.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { EventEmitter, captureRejectionSymbol, errorMonitor, on, once } from "waypost-internal:node/events/events";

test("listeners run in order and with `this`", () => {
  const emitter = new EventEmitter();
  const seen: unknown[] = [];
  emitter.on("x", function (this: unknown, ...args: unknown[]) {
    seen.push(this === emitter, ...args);
  } as never);
  emitter.prependListener("x", (() => seen.push("first")) as never);
  emitter.once("x", (() => seen.push("once")) as never);
  assert(emitter.emit("x", 1, 2));
  assert(emitter.emit("x"));
  assertEquals(seen, ["first", true, 1, 2, "once", "first", true]);
  assert(!emitter.emit("none"));
});

test("old-style inheritance", () => {
  function Old(this: object): void {
    (EventEmitter as unknown as (this: object) => void).call(this);
  }
  Object.setPrototypeOf(Old.prototype as object, EventEmitter.prototype);
  const old = new (Old as unknown as new () => EventEmitter)();
  let hits = 0;
  old.on("a", () => hits++);
  old.emit("a");
  assertEquals(hits, 1);
});

test("an unheard error is thrown", () => {
  const emitter = new EventEmitter();
  let monitored: unknown;
  emitter.on(errorMonitor, ((error: unknown) => (monitored = error)) as never);
  assertThrows(() => emitter.emit("error", new RangeError("r")), RangeError);
  assertEquals((monitored as Error).message, "r");
  assertThrows(() => emitter.emit("error", { a: 1 }), { code: "ERR_UNHANDLED_ERROR", message: "Unhandled error. ({ a: 1 })" });
});

test("newListener and removeListener", () => {
  const emitter = new EventEmitter();
  const seen: unknown[] = [];
  emitter.on("newListener", ((name: string) => seen.push(`+${name}`)) as never);
  emitter.on("removeListener", ((name: string) => seen.push(`-${name}`)) as never);
  const listener = (): void => {};
  emitter.on("a", listener);
  emitter.off("a", listener);
  assertEquals(seen, ["+removeListener", "+a", "-a"]);
  assertEquals(emitter.listenerCount("a"), 0);
});

test("once as a promise", async () => {
  const emitter = new EventEmitter();
  const waiting = once(emitter, "go");
  emitter.emit("go", 1, 2);
  assertEquals(await waiting, [1, 2]);
  const failing = once(emitter, "go");
  emitter.emit("error", new Error("e"));
  await assertRejects(failing, "e");
});

test("iteration over events", async () => {
  const emitter = new EventEmitter();
  const iterator = on(emitter, "n");
  emitter.emit("n", 1);
  emitter.emit("n", 2);
  assertEquals([(await iterator.next()).value, (await iterator.next()).value], [[1], [2]]);
  await iterator.return!();
  assertEquals(emitter.listenerCount("n"), 0);
});

test("captured rejections become errors", async () => {
  const emitter = new EventEmitter({ captureRejections: true });
  const waiting = new Promise((resolve) => emitter.on("error", resolve as never));
  emitter.on("x", (async () => {
    throw new Error("async");
  }) as never);
  emitter.emit("x");
  assertEquals(((await waiting) as Error).message, "async");
  assertEquals(captureRejectionSymbol, Symbol.for("nodejs.rejection"));
});
