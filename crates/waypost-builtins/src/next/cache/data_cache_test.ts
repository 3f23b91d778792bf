// The store as the builtins use it: who makes a value that is not there.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { findOrMake } from "waypost-internal:next/cache/data_cache";

/** A promise that is settled from outside. */
function later<T>(): { promise: Promise<T>; settle: (value: T) => void } {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

test("a value that is made while it is looked for is not made again", async () => {
  let stored: string | undefined;
  let runs = 0;
  const [made, looked] = [later<string>(), later<undefined>()];
  const make = async (): Promise<string> => {
    runs++;
    stored = await made.promise;
    return stored;
  };
  const first = findOrMake("a", async () => stored, make);
  // It looks before the value is there, and hears of that when the value has been made.
  let looks = 0;
  const second = findOrMake("a", () => (++looks === 1 ? looked.promise : Promise.resolve(stored)), make);
  made.settle("value");
  assertEquals(await first, "value");
  looked.settle(undefined);
  assertEquals([await second, runs, looks], ["value", 1, 2]);
});

test("who comes while it is made waits for it", async () => {
  let stored: string | undefined;
  const made = later<string>();
  const make = async (): Promise<string> => (stored = await made.promise);
  const never = (): Promise<string> => Promise.reject(new Error("made twice"));
  const first = findOrMake("b", async () => stored, make);
  await null;
  const second = findOrMake("b", async () => stored, never);
  made.settle("value");
  assertEquals([await first, await second], ["value", "value"]);
});

test("a value that could not be made is made by who waited", async () => {
  const first = findOrMake("c", async () => undefined, () => Promise.reject(new Error("no")));
  const second = findOrMake("c", async () => undefined, async () => "value");
  assertEquals(await first.catch((error: Error) => error.message), "no");
  assertEquals(await second, "value");
});
