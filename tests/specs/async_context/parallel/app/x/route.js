import { AsyncLocalStorage } from "node:async_hooks";
import { cookies } from "next/headers";
const storage = new AsyncLocalStorage();
const waiting = [];
async function member(name) {
  await null;
  // Resolved by the next member: the continuation must keep its own context.
  await new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length > 1) waiting.shift()();
    if (name === "c") setTimeout(() => waiting.splice(0).forEach((wake) => wake()), 1);
  });
  return storage.getStore();
}
export async function GET() {
  const names = ["a", "b", "c"];
  const seen = await Promise.all(names.map((name) => storage.run(name, () => member(name))));
  const lazy = storage.run("maker", () => (async function* () { yield storage.getStore(); await null; yield storage.getStore(); })());
  const generated = [];
  await storage.run("consumer", async () => { for await (const value of lazy) generated.push(value); });
  return Response.json({ seen, generated, outside: storage.getStore() ?? null, cookies: typeof (await cookies()).get });
}
