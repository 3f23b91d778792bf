// performance: the clock, marks, measures, observers.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { performance, PerformanceEntry, PerformanceMark, PerformanceObserver } from "waypost-internal:web/performance/performance";

test("the clock goes forward and fits the wall clock", () => {
  let last = performance.now();
  for (let i = 0; i < 1000; i++) {
    const now = performance.now();
    assert(now >= last);
    last = now;
  }
  const before = Date.now();
  const wall = performance.timeOrigin + performance.now();
  const after = Date.now();
  assert(before - 1000 < wall && wall < after + 1000, `${wall} between ${before} and ${after}`);
  assertEquals(performance.toJSON(), { timeOrigin: performance.timeOrigin });
  assertEquals(Object.prototype.toString.call(performance), "[object Performance]");
});

test("marks", () => {
  performance.clearMarks();
  const mark = performance.mark("a", { startTime: 5, detail: { x: [1] } });
  assertEquals([mark.name, mark.entryType, mark.startTime, mark.duration], ["a", "mark", 5, 0]);
  assertEquals(mark.detail, { x: [1] });
  assert(mark instanceof PerformanceMark && mark instanceof PerformanceEntry);
  assertEquals(performance.mark("b").detail, null);
  assertEquals(performance.getEntriesByName("a").length, 1);
  assertEquals(performance.getEntriesByType("mark").map((entry) => entry.name), ["a", "b"]);
  assertEquals(mark.toJSON(), { name: "a", entryType: "mark", startTime: 5, duration: 0, detail: { x: [1] } });
  performance.clearMarks("a");
  assertEquals(performance.getEntries().map((entry) => entry.name), ["b"]);
  performance.clearMarks();
  assertThrows(() => performance.mark("n", { startTime: -1 }), TypeError);
  assertThrows(() => (performance.mark as () => void)(), { code: "ERR_MISSING_ARGS" });
  assertThrows(() => new PerformanceEntry(), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
});

test("measures", () => {
  performance.mark("start", { startTime: 10 });
  performance.mark("end", { startTime: 25 });
  const cases: [unknown[], number, number][] = [
    [["m", "start", "end"], 10, 15],
    [["m", { start: "start", end: 30 }], 10, 20],
    [["m", { start: 5, duration: 3 }], 5, 3],
    [["m", { end: "end", duration: 5 }], 20, 5],
    [["m", 12, "end"], 12, 13],
  ];
  for (const [args, start, duration] of cases) {
    const measure = performance.measure(...(args as [string]));
    assertEquals([measure.startTime, measure.duration, measure.entryType], [start, duration, "measure"], JSON.stringify(args));
  }
  assertEquals(performance.measure("whole").startTime, 0);
  assertEquals(performance.getEntriesByName("m", "measure").length, 5);
  performance.clearMeasures();
  assertEquals(performance.getEntriesByType("measure"), []);
  assertThrows(() => performance.measure("m", "missing"), { name: "SyntaxError" });
  assertThrows(() => performance.measure("m", { start: 1 }, "end"), TypeError);
  assertThrows(() => performance.measure("m", { start: 1, end: 2, duration: 1 }), TypeError);
  assertThrows(() => performance.measure("m", { duration: 1 }), TypeError);
  performance.clearMarks();
});

test("observers are told in a turn of their own", async () => {
  const names: string[] = [];
  const told = new Promise<void>((resolve) => {
    const observer = new PerformanceObserver((list, self) => {
      names.push(...list.getEntries().map((entry) => entry.name));
      self.disconnect();
      resolve();
    });
    observer.observe({ entryTypes: ["mark", "unknown"] });
  });
  performance.mark("seen", { startTime: 2 });
  performance.mark("earlier", { startTime: 1 });
  performance.measure("not seen");
  assertEquals(names, []);
  await told;
  assertEquals(names, ["earlier", "seen"]);
  performance.mark("after");
  performance.clearMarks();
  performance.clearMeasures();
});

test("observers check what they are given", () => {
  assertThrows(() => new PerformanceObserver(1 as never), TypeError);
  const observer = new PerformanceObserver(() => {});
  assertThrows(() => observer.observe(), { code: "ERR_MISSING_ARGS" });
  assertThrows(() => observer.observe({ type: "mark", entryTypes: ["mark"] }), TypeError);
  observer.observe({ type: "mark" });
  assertThrows(() => observer.observe({ entryTypes: ["mark"] }), { name: "InvalidModificationError" });
  performance.mark("taken");
  assertEquals(observer.takeRecords().map((entry) => entry.name), ["taken"]);
  observer.disconnect();
  assertEquals([...PerformanceObserver.supportedEntryTypes], ["mark", "measure"]);
  performance.clearMarks();
});

test("a package's own fetch marks what it fetched, up to a number", () => {
  const { markResourceTiming } = performance as unknown as { markResourceTiming: (...args: unknown[]) => PerformanceEntry };
  const entry = markResourceTiming({ startTime: 1, endTime: 4 }, "http://a.test/", "fetch", globalThis, "", "", 204);
  assertEquals([entry.name, entry.entryType, entry.startTime, entry.duration], ["http://a.test/", "resource", 1, 3]);
  assertEquals((entry as unknown as { responseStatus: number }).responseStatus, 204);
  for (let i = 0; i < 300; i++) markResourceTiming({ startTime: i }, "http://b.test/", "fetch");
  assertEquals(performance.getEntriesByType("resource").length, 250);
  (performance as unknown as { clearResourceTimings: () => void }).clearResourceTimings();
  assertEquals(performance.getEntriesByType("resource").length, 0);
});
