// AbortController and AbortSignal.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import {
  AbortController,
  AbortSignal,
  addAbortAlgorithm,
  createAbortSignalLazily,
  createDependentSignal,
  removeAbortAlgorithm,
  signalAbort,
} from "waypost-internal:web/abort/abort";
import { DOMException } from "waypost-internal:web/dom_exception/dom_exception";
import { setErrorReporter } from "waypost-internal:web/microtask/microtask";

test("a controller aborts its signal once", () => {
  const controller = new AbortController();
  const { signal } = controller;
  assertEquals(controller.signal === signal, true);
  assertEquals([signal.aborted, signal.reason], [false, undefined]);
  signal.throwIfAborted();
  let events = 0;
  signal.addEventListener("abort", (event) => {
    events++;
    assertEquals([event.isTrusted, event.target === signal, event.bubbles], [true, true, false]);
  });
  const reason = new Error("why");
  controller.abort(reason);
  controller.abort(new Error("again"));
  assertEquals([signal.aborted, signal.reason === reason, events], [true, true, 1]);
  assertEquals(assertThrows(() => signal.throwIfAborted()), reason);
});

test("without a reason there is an AbortError", () => {
  const controller = new AbortController();
  controller.abort();
  for (const signal of [controller.signal, AbortSignal.abort()]) {
    const reason = signal.reason as DOMException;
    assert(reason instanceof DOMException);
    assertEquals([reason.name, reason.code, reason.message], ["AbortError", 20, "This operation was aborted"]);
  }
  assertEquals(AbortSignal.abort(null).reason, null);
});

test("signals are not constructed", () => {
  assertThrows(() => new (AbortSignal as unknown as new () => unknown)(), TypeError);
  assertThrows(() => AbortController.prototype.abort.call({} as never), TypeError);
});

test("onabort and algorithms, in the order of the standard", () => {
  const signal = createAbortSignalLazily();
  const log: string[] = [];
  (signal as unknown as { onabort: () => void }).onabort = (): void => void log.push("handler");
  const removed = (): void => void log.push("removed");
  addAbortAlgorithm(signal, removed);
  addAbortAlgorithm(signal, (reason) => log.push(`algorithm ${reason as string}`));
  removeAbortAlgorithm(signal, removed);
  signalAbort(signal, "r");
  addAbortAlgorithm(signal, () => log.push("late"));
  assertEquals(log.join(), "algorithm r,handler");
});

test("an algorithm that throws is reported", () => {
  const seen: unknown[] = [];
  const before = setErrorReporter((error) => seen.push(error));
  try {
    const signal = createAbortSignalLazily();
    addAbortAlgorithm(signal, () => {
      throw 1;
    });
    let reached = false;
    addAbortAlgorithm(signal, () => {
      reached = true;
    });
    signalAbort(signal);
    assertEquals([seen[0], reached], [1, true]);
  } finally {
    setErrorReporter(before);
  }
});

test("any follows each of its signals, through other such signals", () => {
  const a = new AbortController();
  const b = new AbortController();
  const first = AbortSignal.any([a.signal, b.signal]);
  const second = AbortSignal.any([first]);
  const log: string[] = [];
  first.addEventListener("abort", () => log.push(`first ${String(second.aborted)}`));
  second.addEventListener("abort", () => log.push("second"));
  a.signal.addEventListener("abort", () => log.push(`a ${String(first.aborted)}`));
  a.abort("r");
  b.abort("other");
  assertEquals([first.reason, second.reason], ["r", "r"]);
  assertEquals(log.join(), "a true,first true,second");
  assertEquals(AbortSignal.any([]).aborted, false);
  assertEquals(AbortSignal.any([AbortSignal.abort(1), AbortSignal.abort(2)]).reason, 1);
  for (const bad of [undefined, null, 1, [1], [null]]) {
    assertThrows(() => AbortSignal.any(bad as never), TypeError);
  }
});

test("many dependents of one signal are all told", () => {
  const source = createAbortSignalLazily();
  const dependents = Array.from({ length: 100 }, () => createDependentSignal([source]));
  signalAbort(source, "r");
  assertEquals(dependents.every((signal) => signal.reason === "r"), true);
});

test("timeout", async () => {
  const signal = AbortSignal.timeout(5);
  assertEquals(signal.aborted, false);
  const combined = AbortSignal.any([signal]);
  await new Promise((resolve) => combined.addEventListener("abort", resolve));
  assertEquals((signal.reason as DOMException).name, "TimeoutError");
  assertEquals((combined.reason as DOMException).code, 23);
  for (const bad of [-1, Number.NaN, Infinity, 2 ** 60]) {
    assertThrows(() => AbortSignal.timeout(bad));
  }
  await assertRejects(async () => signal.throwIfAborted(), { name: "TimeoutError" });
});
