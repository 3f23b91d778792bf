// Events, targets and dispatch.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import {
  CloseEvent,
  CustomEvent,
  defineEventHandler,
  dispatchTrusted,
  ErrorEvent,
  Event,
  EventTarget,
  listenersOf,
  MessageEvent,
  ProgressEvent,
  PromiseRejectionEvent,
} from "waypost-internal:web/events/events";
import { AbortController } from "waypost-internal:web/abort/abort";
import { setErrorReporter } from "waypost-internal:web/microtask/microtask";

test("an event has what its dictionary says", () => {
  const plain = new Event("x");
  assertEquals([plain.type, plain.bubbles, plain.cancelable, plain.composed], ["x", false, false, false]);
  assertEquals([plain.target, plain.currentTarget, plain.eventPhase], [null, null, 0]);
  assertEquals(plain.isTrusted, false);
  assert(plain.timeStamp >= 0);
  const full = new Event(7 as never, { bubbles: true, cancelable: true, composed: true });
  assertEquals([full.type, full.bubbles, full.cancelable, full.composed], ["7", true, true, true]);
  assertThrows(() => new (Event as unknown as new () => unknown)(), TypeError);
  assertThrows(() => new Event("x", 1 as never), TypeError);
});

test("preventDefault works on cancelable events outside passive listeners", () => {
  const table: [boolean, boolean, boolean][] = [
    [true, false, true],
    [false, false, false],
    [true, true, false],
  ];
  for (const [cancelable, passive, prevented] of table) {
    const target = new EventTarget();
    target.addEventListener("x", (event) => event.preventDefault(), { passive });
    const event = new Event("x", { cancelable });
    assertEquals(target.dispatchEvent(event), !prevented);
    assertEquals(event.defaultPrevented, prevented);
    assertEquals(event.returnValue, !prevented);
  }
});

test("listeners run in order, capturing ones first, each once per kind", () => {
  const target = new EventTarget();
  const log: string[] = [];
  const a = (): number => log.push("a");
  target.addEventListener("x", a);
  target.addEventListener("x", a);
  target.addEventListener("x", { handleEvent: () => log.push("object") });
  target.addEventListener("x", () => log.push("capture"), true);
  target.addEventListener("x", () => log.push("once"), { once: true });
  target.dispatchEvent(new Event("x"));
  target.dispatchEvent(new Event("x"));
  target.removeEventListener("x", a, true);
  target.removeEventListener("x", a);
  target.dispatchEvent(new Event("x"));
  assertEquals(log.join(" "), "capture a object once capture a object capture object");
});

test("listeners that come and go during a dispatch", () => {
  const target = new EventTarget();
  const log: string[] = [];
  const later = (): number => log.push("later");
  target.addEventListener("x", () => {
    log.push("first");
    target.addEventListener("x", () => log.push("added"));
    target.removeEventListener("x", later);
  });
  target.addEventListener("x", later);
  target.addEventListener("x", (event) => {
    log.push("stop");
    event.stopImmediatePropagation();
  });
  target.addEventListener("x", () => log.push("never"));
  target.dispatchEvent(new Event("x"));
  assertEquals(log.join(" "), "first stop");
});

test("during a dispatch the event knows its target", () => {
  const target = new EventTarget();
  let seen: unknown[] = [];
  let self: unknown;
  target.addEventListener("x", function (this: unknown, event: Event): void {
    self = this;
    seen = [event.target, event.currentTarget, event.eventPhase, event.composedPath().length];
    assertThrows(() => target.dispatchEvent(event), { name: "InvalidStateError" });
  } as never);
  const event = new Event("x");
  target.dispatchEvent(event);
  assertEquals(self, target);
  assertEquals(seen[0], target);
  assertEquals(seen.slice(2), [2, 1]);
  assertEquals([event.target === target, event.currentTarget, event.eventPhase], [true, null, 0]);
  assertEquals(event.composedPath(), []);
});

test("a listener's error is reported and stops nobody", () => {
  const seen: unknown[] = [];
  const before = setErrorReporter((error) => seen.push(error));
  try {
    const target = new EventTarget();
    const error = new Error("thrown");
    let reached = false;
    target.addEventListener("x", () => {
      throw error;
    });
    target.addEventListener("x", {} as never);
    target.addEventListener("x", () => {
      reached = true;
    });
    assertEquals(target.dispatchEvent(new Event("x")), true);
    assert(reached);
    assertEquals(seen.length, 2);
    assertEquals(seen[0], error);
    assert(seen[1] instanceof TypeError);
  } finally {
    setErrorReporter(before);
  }
});

test("a signal removes its listeners", () => {
  const target = new EventTarget();
  const controller = new AbortController();
  let count = 0;
  target.addEventListener("x", () => count++, { signal: controller.signal });
  target.dispatchEvent(new Event("x"));
  controller.abort();
  target.dispatchEvent(new Event("x"));
  target.addEventListener("x", () => count++, { signal: controller.signal });
  target.dispatchEvent(new Event("x"));
  assertEquals(count, 1);
  assertEquals(listenersOf(target, "x").length, 0);
  assertThrows(() => target.addEventListener("x", () => 0, { signal: null as never }), TypeError);
});

test("callbacks and receivers are checked", () => {
  const target = new EventTarget();
  target.addEventListener("x", null);
  for (const bad of [1, "f", true, Symbol("s")]) {
    assertThrows(() => target.addEventListener("x", bad as never), TypeError);
  }
  assertThrows(() => target.dispatchEvent({ type: "x" } as never), TypeError);
  assertThrows(() => EventTarget.prototype.addEventListener.call({} as never, "x", null), TypeError);
  assertThrows(() => Object.getOwnPropertyDescriptor(Event.prototype, "type")?.get?.call({}), TypeError);
});

test("only the runtime's own dispatch is trusted", () => {
  const target = new EventTarget();
  const seen: boolean[] = [];
  target.addEventListener("x", (event) => seen.push(event.isTrusted));
  const event = new Event("x");
  dispatchTrusted(target, event);
  target.dispatchEvent(event);
  assertEquals(seen, [true, false]);
});

test("event handler attributes keep their place", () => {
  class Thing extends EventTarget {
    declare onx: ((event: Event) => unknown) | null;
  }
  defineEventHandler(Thing.prototype, "onx");
  const thing = new Thing();
  const log: string[] = [];
  assertEquals(thing.onx, null);
  thing.onx = () => log.push("one");
  thing.addEventListener("x", () => log.push("listener"));
  thing.onx = () => log.push("two");
  thing.dispatchEvent(new Event("x"));
  thing.onx = null;
  thing.dispatchEvent(new Event("x"));
  thing.onx = () => false;
  const event = new Event("x", { cancelable: true });
  assertEquals(thing.dispatchEvent(event), false);
  assertEquals(log.join(" "), "two listener listener listener");
  thing.onx = 7 as never;
  assertEquals(thing.onx, null);
});

test("initEvent starts an event anew", () => {
  const event = new Event("x", { cancelable: true });
  event.preventDefault();
  event.initEvent("y", true, false);
  assertEquals([event.type, event.bubbles, event.cancelable, event.defaultPrevented], ["y", true, false, false]);
});

test("events that carry data", () => {
  const custom = new CustomEvent("x", { detail: { a: 1 } });
  assertEquals(custom.detail, { a: 1 });
  assertEquals(new CustomEvent("x").detail, null);
  custom.initCustomEvent("y", false, false, 5);
  assertEquals([custom.type, custom.detail], ["y", 5]);
  const message = new MessageEvent("m", { data: 1, origin: "o", lastEventId: "l" });
  assertEquals([message.data, message.origin, message.lastEventId, message.source], [1, "o", "l", null]);
  assert(Object.isFrozen(message.ports));
  const error = new ErrorEvent("e", { message: "m", filename: "f", lineno: 1, colno: 2, error: 3 });
  assertEquals([error.message, error.filename, error.lineno, error.colno, error.error], ["m", "f", 1, 2, 3]);
  const promise = Promise.resolve();
  const rejection = new PromiseRejectionEvent("r", { promise, reason: 4 });
  assertEquals([rejection.promise === promise, rejection.reason], [true, 4]);
  assertThrows(() => new PromiseRejectionEvent("r", {} as never), TypeError);
  const progress = new ProgressEvent("p", { lengthComputable: true, loaded: 1, total: 2 });
  assertEquals([progress.lengthComputable, progress.loaded, progress.total], [true, 1, 2]);
  const close = new CloseEvent("c", { wasClean: true, code: 1000, reason: "bye" });
  assertEquals([close.wasClean, close.code, close.reason], [true, 1000, "bye"]);
});

test("interfaces have the shape of Web IDL", () => {
  assertEquals(Object.prototype.toString.call(new Event("x")), "[object Event]");
  assertEquals((Event as unknown as Record<string, number>).AT_TARGET, 2);
  assert(Object.prototype.propertyIsEnumerable.call(Event.prototype, "type"));
  assertEquals(EventTarget.prototype.addEventListener.length, 2);
});
