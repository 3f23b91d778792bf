import { AsyncLocalStorage, AsyncResource } from "node:async_hooks";
import { EventEmitter } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
const storage = new AsyncLocalStorage();
const lines = [];
export async function run(id = "1") {
  const out = [];
  const print = (where) => out.push(`${where}: ${storage.getStore()}`);
  const emitter = new EventEmitter();
  emitter.on("event", () => print("emitter, context of emit"));
  print("before");
  await storage.run(`id ${id}`, async () => {
    print("run");
    await null;
    print("await");
    await new Promise((resolve) => setTimeout(() => (print("timeout"), resolve()), 1));
    await new Promise((resolve) => setImmediate(() => (print("immediate"), resolve())));
    await new Promise((resolve) => process.nextTick(() => (print("nextTick"), resolve())));
    await new Promise((resolve) => queueMicrotask(() => (print("microtask"), resolve())));
    await Promise.resolve().then(() => print("then"));
    await Promise.reject(1).catch(() => print("catch")).finally(() => print("finally"));
    await wait(1);
    print("timers/promises");
    await promisify((done) => setTimeout(done, 1))();
    print("promisify");
    const thenable = { then: (resolve) => (print("thenable"), resolve()) };
    await thenable;
    print("after thenable");
    for await (const n of (async function* () {
      yield 1;
      print("async generator");
      await null;
      yield 2;
    })()) print(`for await ${n}`);
    await Promise.all([1, 2].map(async (n) => {
      await wait(n);
      print(`all ${n}`);
    }));
    await storage.run("inner", async () => {
      await null;
      print("nested");
    });
    print("after nested");
    storage.exit(() => print("exit"));
    const bound = AsyncResource.bind(() => print("bound"));
    storage.run("other", bound);
    const snapshot = AsyncLocalStorage.snapshot();
    storage.run("other", () => snapshot(() => print("snapshot")));
    storage.run("emitting", () => emitter.emit("event"));
    const resource = new AsyncResource("X");
    storage.run("other", () => resource.runInAsyncScope(() => print("resource")));
    try {
      await Promise.all([Promise.reject(new Error("x"))]);
    } catch {
      print("catch block");
    }
    storage.enterWith("entered");
    await null;
    print("enterWith");
  });
  print("after");
  return out.join("\n");
}
