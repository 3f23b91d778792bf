import { AsyncLocalStorage } from "node:async_hooks";
import { headers } from "next/headers";

const store = new AsyncLocalStorage<string>();
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// A query builder is a thenable: its `then` runs where it is awaited.
const query = (want: string, wrong: string[]) => ({
  then(resolve: (value: string) => void) {
    if (store.getStore() !== want) wrong.push("thenable");
    setTimeout(() => resolve(want), 1);
  },
});

async function* numbers(want: string, wrong: string[]) {
  for (let i = 0; i < 3; i++) {
    await sleep(i);
    if (store.getStore() !== want) wrong.push("generator");
    yield i;
  }
}

export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const wrong: string[] = [];
  const check = (where: string) => {
    if (store.getStore() !== id) wrong.push(where);
  };
  await store.run(id, async () => {
    for (let round = 0; round < 5; round++) {
      await sleep(Math.random() * 5);
      check("await");
      await Promise.all([sleep(1).then(() => check("then")), sleep(2)]);
      check("all");
      await query(id, wrong);
      check("after thenable");
      for await (const _ of numbers(id, wrong)) check("for await");
      queueMicrotask(() => check("microtask"));
      setImmediate(() => check("immediate"));
      process.nextTick(() => check("tick"));
      try {
        await sleep(1).then(() => {
          throw new Error("x");
        });
      } catch {
        check("catch");
      }
      if (!(await headers()).get("host")) wrong.push("headers");
    }
  });
  return Response.json({ id, wrong });
}
