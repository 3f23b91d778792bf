// The async context inside the VM: what tests/flows cannot show because Node.js differs or has no
// counterpart. Everything both have is in tests/flows/flows.mjs.

import { assert, assertEquals, test } from "waypost-internal:internal/testing/testing";
import {
  bind,
  current,
  nativeResolve,
  nativeThen,
  onBudgetExceeded,
  resetAwaitBudget,
  runIn,
  setAwaitBudget,
  takeParked,
  type Frame,
} from "waypost-internal:internal/async_context/async_context";

function frame(name: string): Frame {
  return { request: { name }, stores: undefined };
}

function name(): string {
  const request = current()?.request as { name?: string } | undefined;
  return request?.name ?? "none";
}

test("a frame is there after an await, and gone outside", async () => {
  const log: string[] = [];
  const done = runIn(frame("a"), async () => {
    log.push(name());
    await null;
    log.push(name());
  });
  log.push(name());
  await done;
  assertEquals(log, ["a", "none", "a"]);
});

test("a reaction without a context reads none after a resumed function suspends again", async () => {
  const log: string[] = [];
  const done = runIn(frame("a"), async () => {
    await null;
    nativeThen(nativeResolve(), () => log.push(name()));
    await null;
  });
  await done;
  assertEquals(log, ["none"]);
});

test("queued requests of an async generator are served in their own frames", async () => {
  const log: string[] = [];
  async function* numbers(): AsyncGenerator<number> {
    for (let i = 0; ; i++) {
      log.push(`${i} for ${name()}`);
      await null;
      yield i;
    }
  }
  async function* outer(): AsyncGenerator<number> {
    yield* numbers();
  }
  for (const make of [numbers, outer]) {
    log.length = 0;
    const generator = make();
    await Promise.all(["a", "b", "c"].map((id) => runIn(frame(id), () => generator.next())));
    assertEquals(log, ["0 for a", "1 for b", "2 for c"]);
  }
});

test("bind keeps the frame, the receiver and the arguments", () => {
  const bound = runIn(frame("a"), () =>
    bind(function (this: unknown, x: unknown) {
      return [name(), this, x];
    }),
  );
  assertEquals(bound.call(1, 2), ["a", 1, 2]);
  assertEquals(name(), "none");
});

test("a thenable whose `then` cannot be read rejects, later", async () => {
  const log: string[] = [];
  const unreadable = {
    get then(): never {
      throw new Error("unreadable");
    },
  };
  const done = (async (): Promise<void> => {
    try {
      await unreadable;
    } catch (error) {
      log.push((error as Error).message);
    }
  })();
  log.push("after the call");
  await done;
  assertEquals(log, ["after the call", "unreadable"]);
});

test("an await loop past its budget is parked, and goes on in a later turn", async () => {
  let asked = 0;
  let steps = 0;
  const stop = turnWithBudget(() => {
    asked++;
    return false;
  });
  try {
    const loop = runIn(frame("loop"), async () => {
      while (asked < 4) await null;
      return name();
    });
    const step = (): unknown => (asked < 4 ? Promise.resolve(steps++).then(step) : name());
    const chain = runIn(frame("chain"), () => Promise.resolve().then(step));
    assertEquals(await Promise.all([loop, chain]), ["loop", "chain"]);
    assert(steps > 0);
  } finally {
    stop();
  }
});

test("a continuation that is given up never resumes", async () => {
  let isGivenUp = false;
  let isCleaned = false;
  const stop = turnWithBudget((given) => {
    const isVictim = (given?.request as { name?: string } | undefined)?.name === "victim";
    isGivenUp ||= isVictim;
    return isVictim;
  });
  try {
    runIn(frame("victim"), async () => {
      try {
        for (;;) await null;
      } finally {
        isCleaned = true;
      }
    });
    while (!isGivenUp) await new Promise<void>((resolve) => setTimeout(resolve, 1));
    assert(!isCleaned);
    assertEquals(name(), "none");
  } finally {
    stop();
  }
});

/** What the event loop does each turn, with a budget of five milliseconds; returns its end. */
function turnWithBudget(hook: (frame: Frame | undefined) => boolean): () => void {
  let isOver = false;
  const turn = (): void => {
    if (isOver) return;
    resetAwaitBudget();
    for (const resume of takeParked()) resume();
    setTimeout(turn, 1);
  };
  setAwaitBudget(5);
  onBudgetExceeded(hook);
  setTimeout(turn, 1);
  return () => {
    isOver = true;
    setAwaitBudget(0);
    onBudgetExceeded(() => false);
  };
}

test("functions made at run time have the shape of the engine's", () => {
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const made = new AsyncFunction("a", "b = 2", "await a; return b");
  assertEquals([made.name, made.length, typeof made], ["anonymous", 1, "function"]);
  assertEquals(Object.getPrototypeOf(made), AsyncFunction.prototype);
  class Callable extends Function {}
  const called = new Callable("return async () => await 1");
  assert(called instanceof Callable);
  assertEquals(Object.getPrototypeOf(AsyncFunction), Function);
});
