// createHistogram and monitorEventLoopDelay: the figures are those that Node.js 20 gives for the same values.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { createHistogram, monitorEventLoopDelay } from "waypost-internal:node/perf_hooks/perf_hooks";

test("a histogram without values", () => {
  const empty = createHistogram();
  assertEquals([empty.count, empty.min, empty.max, empty.exceeds], [0, 2 ** 63 - 1, 0, 0]);
  assert(Number.isNaN(empty.mean) && Number.isNaN(empty.stddev));
  assertEquals([...empty.percentiles], [[100, 0]]);
  assertEquals(empty.percentile(50), 0);
});

test("two values", () => {
  const histogram = createHistogram();
  histogram.record(5);
  histogram.record(100n);
  assertEquals(
    [histogram.count, histogram.countBigInt, histogram.min, histogram.minBigInt, histogram.max, histogram.mean, histogram.stddev, histogram.exceeds],
    [2, 2n, 5, 5n, 100, 52.5, 47.5, 0],
  );
  assertEquals([histogram.percentile(50), histogram.percentileBigInt(99)], [5, 100n]);
  assertEquals([...histogram.percentiles], [[0, 5], [50, 5], [75, 100], [100, 100]]);
});

test("a thousand values are known to three figures", () => {
  const histogram = createHistogram();
  for (let i = 1; i <= 1000; i++) histogram.record(i * 1000);
  assertEquals([histogram.mean, histogram.stddev, histogram.percentile(99.9)], [500504.858, 288675.7778924755, 999423]);
  assertEquals([histogram.min, histogram.max], [1000, 1000447]);
  assertEquals(
    [...histogram.percentiles],
    [
      [0, 1000], [50, 499968], [75, 749568], [87.5, 874496], [93.75, 937984], [96.875, 968704], [98.4375, 984576],
      [99.21875, 992768], [99.609375, 996864], [99.8046875, 998912], [99.90234375, 999936], [100, 999936],
    ],
  );
});

test("a large value", () => {
  const histogram = createHistogram();
  histogram.record(123456789);
  assertEquals(histogram.toJSON(), {
    count: 1, min: 123404288, max: 123469823, mean: 123437056, exceeds: 0, stddev: 0, percentiles: { 0: 123404288, 100: 123404288 },
  });
});

test("histograms are added and reset", () => {
  const [a, b] = [createHistogram(), createHistogram()];
  a.record(1);
  b.record(2);
  a.add(b);
  assertEquals([a.count, a.min, a.max], [2, 1, 2]);
  a.reset();
  assertEquals([a.count, a.max], [0, 0]);
  b.recordDelta();
  b.recordDelta();
  assertEquals(b.count, 2);
});

test("what is refused", () => {
  const histogram = createHistogram();
  const table: [() => unknown, string, string][] = [
    [() => histogram.record(0), "ERR_OUT_OF_RANGE", 'The value of "val" is out of range. It must be >= 1 && <= 9007199254740991. Received 0'],
    [() => histogram.record("x" as never), "ERR_INVALID_ARG_TYPE", "The \"val\" argument must be of type number. Received type string ('x')"],
    [() => histogram.percentile(101), "ERR_OUT_OF_RANGE", 'The value of "percentile" is out of range. It must be > 0 && <= 100. Received 101'],
    [() => createHistogram({ lowest: 2, highest: 3 }), "ERR_OUT_OF_RANGE", 'The value of "options.highest" is out of range. It must be >= 4 && <= 9007199254740991. Received 3'],
    [() => createHistogram({ figures: 9 }), "ERR_OUT_OF_RANGE", 'The value of "options.figures" is out of range. It must be >= 1 && <= 5. Received 9'],
    [() => monitorEventLoopDelay({ resolution: 0 }), "ERR_OUT_OF_RANGE", 'The value of "options.resolution" is out of range. It must be >= 1 && <= 9007199254740991. Received 0'],
    [() => new (histogram.constructor as never as new () => unknown)(), "ERR_ILLEGAL_CONSTRUCTOR", "Illegal constructor"],
  ];
  for (const [refused, code, message] of table) assertThrows(refused, { code, message });
});

test("the delay of the event loop is sampled between enable and disable", async () => {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  assertEquals([delay.enable(), delay.enable()], [true, false]);
  while (delay.count === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  assertEquals([delay.disable(), delay.disable()], [true, false]);
  assert(delay.min >= 900_000, "at least about a millisecond passes between two rounds");
  delay.reset();
  assertEquals(delay.count, 0);
});
