// node:async_hooks step by step, as Node.js answers.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import hooks, {
  AsyncLocalStorage,
  AsyncResource,
  createHook,
  executionAsyncId,
  executionAsyncResource,
  triggerAsyncId,
} from "waypost-internal:node/async_hooks/async_hooks";

test("run passes arguments, returns, restores, also after a throw", () => {
  const als = new AsyncLocalStorage<number>();
  assertEquals(als.run(1, (a: number, b: number) => [als.getStore(), a, b], 2, 3), [1, 2, 3]);
  assertThrows(() =>
    als.run(1, () => {
      throw new Error("expected");
    }),
  );
  assertEquals(als.getStore(), undefined);
});

test("run restores its own value only", () => {
  const a = new AsyncLocalStorage<string>();
  const b = new AsyncLocalStorage<string>();
  a.run("outer", () => {
    a.run("inner", () => b.enterWith("entered"));
    assertEquals([a.getStore(), b.getStore()], ["outer", "entered"]);
  });
  assertEquals([a.getStore(), b.getStore()], [undefined, "entered"]);
  b.enterWith(undefined as never);
});

test("exit hides the value, disable all of them until the next run", () => {
  const als = new AsyncLocalStorage<number>();
  als.run(1, () => {
    assertEquals(als.exit((x: number) => [als.getStore(), x], 5), [undefined, 5]);
    assertEquals(als.getStore(), 1);
    als.disable();
    assertEquals(als.getStore(), undefined);
    als.run(2, () => assertEquals(als.getStore(), 2));
  });
});

test("options: a default value and a name", () => {
  const als = new AsyncLocalStorage({ defaultValue: 7, name: "requests" });
  assertEquals([als.getStore(), als.name, new AsyncLocalStorage().name], [7, "requests", ""]);
  als.run(undefined, () => assertEquals(als.getStore(), undefined));
});

test("bind and snapshot keep every storage", () => {
  const als = new AsyncLocalStorage<number>();
  const [bound, snapshot] = als.run(1, () => [
    AsyncLocalStorage.bind(function (this: unknown, a: number, b: number) {
      return [als.getStore(), this, a, b];
    }),
    AsyncLocalStorage.snapshot(),
  ]) as [(this: unknown, a: number, b: number) => unknown, (fn: () => unknown) => unknown];
  als.run(2, () => {
    assertEquals(bound.call("this", 3, 4), [1, "this", 3, 4]);
    assertEquals(snapshot(() => als.getStore()), 1);
    assertEquals(als.getStore(), 2);
  });
  assertEquals(bound.length, 2);
  assertThrows(() => AsyncLocalStorage.bind(1 as never));
});

test("an AsyncResource has ids, a scope and a trigger", () => {
  const als = new AsyncLocalStorage<number>();
  const resource = als.run(1, () => new AsyncResource("Test"));
  assertEquals([executionAsyncId(), triggerAsyncId()], [1, 0]);
  const inside = resource.runInAsyncScope(
    function (this: unknown, x: number) {
      assertEquals(executionAsyncResource(), resource);
      return [als.getStore(), this, x, executionAsyncId(), new AsyncResource("Child").triggerAsyncId()];
    },
    "this",
    2,
  );
  assertEquals(inside, [1, "this", 2, resource.asyncId(), resource.asyncId()]);
  assertEquals(executionAsyncId(), 1);
  assertEquals(resource.emitDestroy(), resource);
  assertEquals(new AsyncResource("Test", { triggerAsyncId: 9 }).triggerAsyncId(), 9);
  assertEquals(new AsyncResource("Test", 8).triggerAsyncId(), 8);
  assertThrows(() => new AsyncResource(1 as never));
  assertThrows(() => new AsyncResource("Test", { triggerAsyncId: -2 }));
});

test("hooks hear of resources while they are enabled", () => {
  const log: string[] = [];
  const hook = createHook({
    init: (_id, type) => log.push(`init ${type}`),
    before: () => log.push("before"),
    after: () => log.push("after"),
    destroy: () => log.push("destroy"),
  });
  new AsyncResource("Unheard");
  assertEquals(hook.enable().enable(), hook);
  const resource = new AsyncResource("Heard");
  resource.runInAsyncScope(() => log.push("inside"));
  resource.emitDestroy();
  assertThrows(() => new AsyncResource(""));
  hook.disable();
  new AsyncResource("");
  assertEquals(log, ["init Heard", "before", "inside", "after", "destroy"]);
  assertThrows(() => createHook({ init: 1 as never }));
});

test("the CommonJS face has every member", () => {
  const members = ["AsyncLocalStorage", "AsyncResource", "asyncWrapProviders", "createHook"];
  for (const member of members) assert(member in hooks, member);
});
