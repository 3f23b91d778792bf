// Stacks as users see them.

import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";
import { formatFrames, v8Stack } from "waypost-internal:internal/errors/stack";

test("frames of builtins and of the engine are left out", () => {
  const frames = formatFrames("GET@file:///a.ts:1:2\nmap@[native code]\n@file:///a@b.ts:3:4\ninvoke@waypost-internal:x/y:1:5");
  assertEquals(frames, ["    at GET (file:///a.ts:1:2)", "    at file:///a@b.ts:3:4"]);
});

test("what the bundler put around the user's code is left out", () => {
  assertEquals(formatFrames("GET@file:///a.ts:1:2\nglue@waypost:///app/shared/x.js:1:2\nglue@waypost://3/app/x.js:1:2"), ["    at GET (file:///a.ts:1:2)"]);
});

test("a stack without a frame of the user is shown whole", () => {
  const frames = formatFrames("start@waypost-internal:x/y:1:5\nmap@[native code]");
  assertEquals(frames, ["    at start (waypost-internal:x/y:1:5)", "    at map (<anonymous>)"]);
});

test("frames in the shape of V8 are kept", () => {
  assertEquals(formatFrames("    at foo (bar.ts:1:2)"), ["    at foo (bar.ts:1:2)"]);
});

test("a stack begins with name and message", () => {
  const lines = v8Stack(new RangeError("too much")).split("\n");
  assertEquals(lines[0], "RangeError: too much");
  assert(lines.slice(1).every((line) => line.startsWith("    at ")), lines.join("\n"));
  assert(!lines.some((line) => line.includes("waypost-internal:")), lines.join("\n"));
});

test("a stack that the user wrote is kept", () => {
  const error = new Error("x");
  error.stack = "my own words";
  assertEquals(v8Stack(error), "my own words");
});
