// Route handlers that go wrong in ways no recorded case shows: each must still be answered, once.

import { FakeInvocation } from "waypost-internal:internal/testing/fake_invocation";
import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { redirect } from "waypost-internal:next/navigation/navigation";
import { cookies } from "waypost-internal:next/headers/headers";
import { makeAppRoute } from "waypost-internal:next/route_handler/route_handler";
import { configureNext } from "waypost-internal:next/version/version";
import { console } from "waypost-internal:node/console/console";

const INFO = { kind: "app", page: "/api/x", source: "app/api/x/route.ts", runtime: "nodejs", entry: 0 } as const;

async function answerTo(handler: () => unknown): Promise<string> {
  const kept = console.error;
  console.error = (): void => {};
  try {
    configureNext(14, false);
    const invocation = new FakeInvocation({});
    makeAppRoute(INFO as never, { GET: handler })(invocation);
    for (let i = 0; i < 10; i++) await undefined;
    return invocation.sent.toString();
  } finally {
    console.error = kept;
  }
}

/** Throws whatever is done with it. */
function untouchable(): object {
  const traps = new Proxy({}, { get: () => () => { throw new Error("touched"); } });
  return new Proxy({}, traps);
}

function setCookie(name: string, options: object): Response {
  (cookies() as { set(name: string, value: string, options: object): void }).set(name, "v", options);
  redirect("/next");
}

test("a thrown value that cannot be looked at is answered", async () => {
  assertEquals(await answerTo(() => { throw untouchable(); }), "500 | ");
  assertEquals(await answerTo(() => Promise.reject(untouchable())), "500 | ");
});

test("a cookie that was set goes with a redirect", async () => {
  assertEquals(await answerTo(() => setCookie("a", {})), "307 | location: /next | set-cookie: a=v; Path=/ | ");
});

test("a cookie that no header can hold adds no lines", async () => {
  assertEquals(await answerTo(() => setCookie("a\nlocation\nhttps://else.where", {})), "500 | ");
  assertEquals(await answerTo(() => setCookie("a", { path: "/\nx-a\n1" })), "500 | ");
  assertEquals(await answerTo(() => setCookie("a", { domain: "x\r\nx-a: 1" })), "500 | ");
});
