// node:assert: what its errors say, and where they point to.

import { assert as check, assertEquals, test } from "waypost-internal:internal/testing/testing";
import assertModule, { Assert, AssertionError } from "waypost-internal:node/assert/assert";

type Loose = Record<string, (...args: unknown[]) => unknown>;
const assert = assertModule as unknown as Loose & ((...args: unknown[]) => void);

function failureOf(run: () => unknown): AssertionError {
  try {
    run();
  } catch (error) {
    check(error instanceof AssertionError, String(error));
    return error as AssertionError;
  }
  throw new Error("nothing was thrown");
}

test("messages compare both values", () => {
  for (const [run, message] of [
    [() => assert.strictEqual!(1, 2), "Expected values to be strictly equal:\n\n1 !== 2\n"],
    [() => assert.strictEqual!("abcdefg", "abcxefg"), "Expected values to be strictly equal:\n+ actual - expected\n\n+ 'abcdefg'\n- 'abcxefg'\n      ^\n"],
    [
      () => assert.deepStrictEqual!([1, 2, 3], [1, 5, 3]),
      "Expected values to be strictly deep-equal:\n+ actual - expected\n\n  [\n    1,\n+   2,\n-   5,\n    3\n  ]\n",
    ],
    [() => assert.strictEqual!({}, {}), "Values have same structure but are not reference-equal:\n\n{}\n"],
    [() => assert.equal!(1, 2), "1 == 2"],
    [() => assert.fail!(), "Failed"],
    [
      () => assert.partialDeepStrictEqual!({ a: 1 }, { a: 2 }, "no"),
      "no\n+ actual - expected\n\n  {\n+   a: 1\n-   a: 2\n  }\n",
    ],
  ] as const) {
    assertEquals(failureOf(run).message, message);
  }
  const long = Array.from({ length: 30 }, (_, i) => i);
  const text = failureOf(() => assert.deepStrictEqual!(long, [...long.slice(0, 20), 99, ...long.slice(21)])).message;
  check(text.includes("... Skipped lines\n") && text.includes("+   20,\n-   99,") && !text.includes("   12,"), text);
});

test("errors have a stack of V8's shape and are compared without theirs", () => {
  const error = failureOf(() => assert.strictEqual!(1, 2, "words"));
  check(error.stack!.startsWith("AssertionError [ERR_ASSERTION]: words"), error.stack!);
  assertEquals([error.generatedMessage, error.code, error.operator, error.diff], [false, "ERR_ASSERTION", "strictEqual", "simple"]);
  const { message } = failureOf(() => assert.deepStrictEqual!(new Error("a", { cause: new Error("x") }), new Error("a", { cause: new Error("y") })));
  check(message.endsWith("\n\n  [Error: a] {\n+   [cause]: [Error: x]\n-   [cause]: [Error: y]\n  }\n"), message);
});

test("a part is found in its order", () => {
  for (const [actual, expected, is] of [
    [{ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3 } }, true],
    [[1, 2, 3, 4], [2, 4], true],
    [[1, 2], [2, 1], false],
    [new Set([{ a: 1 }, 2]), new Set([{ a: 1 }]), true],
    [new Map([["a", 1], ["b", 2]]), new Map([["b", 2]]), true],
    [new Uint8Array([1, 2, 3]), new Uint8Array([1, 2]), true],
    [0, -0, false],
  ] as const) {
    if (is) assert.partialDeepStrictEqual!(actual, expected);
    else failureOf(() => assert.partialDeepStrictEqual!(actual, expected));
  }
});

test("an instance has settings of its own", () => {
  const full = new Assert({ diff: "full", skipPrototype: true }) as unknown as Loose;
  assertEquals(failureOf(() => full.equal!(1, "1")).diff, "full");
  full.deepEqual!(Object.assign(Object.create({}), { a: 1 }), { a: 1 });
  const { strictEqual } = full;
  assertEquals(failureOf(() => strictEqual!(1, 2)).diff, "simple");
  (new Assert({ strict: false }) as unknown as Loose).equal!(1, "1");
});

test("a rejection's failure points to the call", async () => {
  try {
    await assert.rejects!(Promise.resolve(1));
  } catch (error) {
    const { message, stack } = error as Error;
    assertEquals(message, "Missing expected rejection.");
    check(stack!.includes("at async rejects"), stack!);
    return;
  }
  throw new Error("nothing was thrown");
});
