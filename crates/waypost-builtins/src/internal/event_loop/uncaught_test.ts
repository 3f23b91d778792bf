// Who hears of an error that nobody caught.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { uncaughtException, unhandledRejection } from "waypost-internal:internal/event_loop/uncaught";
import { process } from "waypost-internal:node/process/process";

test("listeners of process hear of an uncaught exception, the monitor first", () => {
  const heard: unknown[] = [];
  const error = new Error("boom");
  process.once("uncaughtExceptionMonitor", (...args: unknown[]) => heard.push("monitor", ...args));
  process.once("uncaughtException", (...args: unknown[]) => heard.push(...args));
  uncaughtException(error);
  assertEquals(heard, ["monitor", error, "uncaughtException", error, "uncaughtException"]);
});

test("the capture callback takes an uncaught exception", () => {
  const heard: unknown[] = [];
  const error = new Error("boom");
  const listener = (): void => void heard.push("listener");
  process.on("uncaughtException", listener);
  process.setUncaughtExceptionCaptureCallback((taken: unknown) => heard.push(taken));
  uncaughtException(error);
  process.setUncaughtExceptionCaptureCallback(null);
  process.off("uncaughtException", listener);
  assertEquals(heard, [error]);
});

test("listeners of process hear of an unhandled rejection", () => {
  const heard: unknown[] = [];
  const promise = Promise.resolve();
  process.once("unhandledRejection", (...args: unknown[]) => heard.push(...args));
  unhandledRejection("why", promise);
  assertEquals(heard, ["why", promise]);
});
