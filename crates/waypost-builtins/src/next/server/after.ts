// after() and connection(): https://nextjs.org/docs/app/api-reference/functions/after

import { current, nativeThen, runIn } from "waypost-internal:internal/async_context/async_context";
import { setImmediate } from "waypost-internal:internal/event_loop/event_loop";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { cacheScope } from "waypost-internal:next/cache/cache_scope";
import { connectionInCache } from "waypost-internal:next/cache/misuse";
import { currentInvocation, scopeOf } from "waypost-internal:next/headers/request_scope";
import { console } from "waypost-internal:node/console/console";

function report(error: unknown): void {
  console.error("An error occurred in a function passed to `after()`:", error);
}

/** Runs `task` once the answer is out; a promise is only kept alive. */
export function after(task: (() => unknown) | PromiseLike<unknown>): void {
  const frame = current();
  const invocation = frame?.request as Invocation | undefined;
  if (invocation === undefined) {
    throw new Error(
      "`after` was called outside a request scope. Read more: https://nextjs.org/docs/messages/next-dynamic-api-wrong-context",
    );
  }
  if (typeof task === "function") {
    invocation.afterAnswer(() =>
      runIn(frame, () => {
        scopeOf(invocation).isAfter = true;
        try {
          return nativeThen(Promise.resolve(task()), undefined, report);
        } catch (error) {
          return report(error);
        }
      }),
    );
    return;
  }
  if (typeof task === "object" && task !== null && typeof task.then === "function") {
    const ended = nativeThen(Promise.resolve(task), undefined, report);
    // A build waits for what it began.
    if (invocation.staticRun !== undefined) invocation.afterAnswer(() => ended);
    return;
  }
  throw new Error("`after()`: Argument must be a promise or a function");
}

/** Marks a handler as depending on the request. */
export function connection(): Promise<void> {
  const invocation = currentInvocation("connection");
  const cached = cacheScope();
  if (cached !== undefined) throw connectionInCache(invocation, cached);
  invocation.staticRun?.touch("connection()");
  invocation.usesDynamic = true;
  return Promise.resolve();
}

/** Runs what `after()` left, in the order of its registration, outside of the answer's turn. */
export function runAfter(tasks: (() => void)[]): void {
  setImmediate(() => {
    for (const task of tasks) task();
  });
}
