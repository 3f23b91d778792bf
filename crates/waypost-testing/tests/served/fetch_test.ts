// The steps of https://fetch.spec.whatwg.org/ that need a server.

import { assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import { AbortSignal } from "waypost-internal:web/abort/abort";
import { fetch } from "waypost-internal:web/fetch/fetch";
import { Request } from "waypost-internal:web/fetch/request";
import { ReadableStream } from "waypost-internal:web/streams/streams";

const server = `http://${(globalThis as unknown as { testServer: string }).testServer}`;

function streamOf(text: string): ReadableStream {
  return new ReadableStream({
    start(controller: { enqueue(bytes: Uint8Array): void; close(): void }): void {
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}

test("redirects change the method as HTTP-redirect fetch says", async () => {
  const check = async (status: number, method: string, expected: string): Promise<void> => {
    const body = method === "GET" ? undefined : "x";
    const response = await fetch(`${server}/redirect/${status}`, { method, body });
    assertEquals([response.redirected, response.url, await response.text()], [true, `${server}/echo`, expected], `${status} ${method}`);
  };
  const kept = (method: string): string => `${method} text/plain;charset=UTF-8 x`;
  for (const status of [301, 302]) {
    await check(status, "POST", "GET  ");
    await check(status, "PUT", kept("PUT"));
  }
  await check(303, "PUT", "GET  ");
  for (const status of [307, 308]) await check(status, "POST", kept("POST"));
  await check(301, "GET", "GET  ");
});

test("the modes manual and error follow nothing", async () => {
  const manual = await fetch(`${server}/redirect/302`, { redirect: "manual" });
  assertEquals([manual.status, manual.headers.get("location"), manual.redirected], [302, "/echo", false]);
  const refused = (await assertRejects(fetch(`${server}/redirect/302`, { redirect: "error" }), TypeError)) as Error;
  assertEquals((refused.cause as Error).message, "unexpected redirect");
});

test("a circle and a way out of HTTP are network errors", async () => {
  const circle = (await assertRejects(fetch(`${server}/circle`), TypeError)) as Error;
  assertEquals((circle.cause as Error).message, "redirect count exceeded");
  const out = (await assertRejects(fetch(`${server}/redirect/302?data:text/plain,x`), TypeError)) as Error;
  assertEquals((out.cause as Error).message, "URL scheme must be a HTTP(S) scheme");
});

test("a fragment is kept over a redirect that has none", async () => {
  const response = await fetch(new Request(`${server}/redirect/302#part`));
  assertEquals(response.url, `${server}/echo`);
});

test("a stream is sent once: with duplex, and not over a redirect that would send it again", async () => {
  await assertRejects(fetch(`${server}/echo`, { method: "POST", body: streamOf("x") }), TypeError);
  const again = (await assertRejects(
    fetch(`${server}/redirect/307`, { method: "POST", body: streamOf("x"), duplex: "half" }),
    TypeError,
  )) as Error;
  assertEquals(again.message, "fetch failed");
});

test("a timeout is its signal's reason", async () => {
  await assertRejects(fetch(`${server}/slow`, { signal: AbortSignal.timeout(30) }), { name: "TimeoutError" });
});

test("a refused connection and an unknown name have Node's codes in their cause", async () => {
  const check = async (url: string, code: string, syscall: string): Promise<void> => {
    const failed = (await assertRejects(fetch(url), TypeError)) as Error & { cause: { code: string; syscall: string } };
    assertEquals([failed.message, failed.cause.code, failed.cause.syscall], ["fetch failed", code, syscall]);
  };
  await check("http://127.0.0.1:2/", "ECONNREFUSED", "connect");
});

test("the halves of a clone are read one after the other", async () => {
  const response = await fetch(`${server}/echo`, { method: "POST", body: "twice" });
  const copy = response.clone();
  assertEquals(await response.text(), "POST text/plain;charset=UTF-8 twice");
  assertEquals(await copy.text(), "POST text/plain;charset=UTF-8 twice");
});

test("integrity is checked before anything is handed over", async () => {
  const url = `${server}/echo`;
  await assertRejects(fetch(url, { integrity: "sha256-AAAA" }), TypeError);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("GET  "));
  const integrity = `sha256-${new Uint8Array(digest).toBase64()}`;
  assertEquals(await (await fetch(url, { integrity })).text(), "GET  ");
});
