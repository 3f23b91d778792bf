import { setImmediate as immediate } from "node:timers/promises";
export async function run() {
  const out = [];
  const print = (text) => out.push(text);
  await new Promise((resolve) => setTimeout(resolve, 1));
  await new Promise((done) => {
    setImmediate(() => {
      setTimeout(() => print("timeout 0"), 0);
      setTimeout(() => (print("timeout 350"), done()), 350);
      setTimeout(() => print("timeout 300"), 300);
      setImmediate(() => {
        print("immediate 1");
        process.nextTick(() => print("tick of immediate 1"));
        Promise.resolve().then(() => print("microtask of immediate 1"));
      });
      setImmediate(() => print("immediate 2"));
      Promise.resolve().then(() => {
        print("microtask 1");
        process.nextTick(() => print("tick of microtask 1"));
        queueMicrotask(() => print("microtask 2"));
      });
      process.nextTick((a, b) => {
        print(`tick 1 ${a} ${b}`);
        process.nextTick(() => print("tick of tick 1"));
        Promise.resolve().then(() => print("microtask of tick 1"));
      }, "a", "b");
      process.nextTick(() => print("tick 2"));
      print("synchronous");
      // Until the first timeout is due: it comes before the immediates of the next round.
      for (const end = performance.now() + 3; performance.now() < end; );
    });
  });
  const interval = await new Promise((resolve) => {
    let count = 0;
    const id = setInterval(() => {
      if (++count === 3) {
        clearInterval(id);
        resolve(count);
      }
    }, 1);
  });
  print(`interval ${interval}`);
  print(`immediate ${await immediate("value")}`);
  const timer = setTimeout(() => print("never"), 1);
  print(`${typeof timer.ref} ${timer.hasRef()} ${timer.unref().hasRef()} ${typeof timer[Symbol.toPrimitive]()}`);
  clearTimeout(timer);
  await new Promise((resolve) => setTimeout((...args) => (print(args.join()), resolve()), 3, 1, 2));
  return out.join("\n");
}
