// fetch: what needs no server. Connections are tested in Rust and by the cases of the server.

import { assert, assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import { AbortController, AbortSignal } from "waypost-internal:web/abort/abort";
import { Blob } from "waypost-internal:web/blob/blob";
import { parseDataUrl } from "waypost-internal:web/fetch/data_url";
import { fetch } from "waypost-internal:web/fetch/fetch";
import { matchesIntegrity, parseIntegrity } from "waypost-internal:web/fetch/integrity";
import { Request } from "waypost-internal:web/fetch/request";
import { utf8Decode, utf8Encode } from "waypost-internal:web/encoding/encoding";
import { ReadableStream } from "waypost-internal:web/streams/streams";
import { URL } from "waypost-internal:web/url/url";

test("data URLs", () => {
  const table: [string, string, string][] = [
    ["data:,hello", "text/plain;charset=US-ASCII", "hello"],
    ["data:text/html,<b>%41</b>", "text/html", "<b>A</b>"],
    ["data:text/plain;charset=utf-8,x", "text/plain;charset=utf-8", "x"],
    ["data:;charset=x,y", "text/plain;charset=x", "y"],
    ["data:;base64,aGVsbG8=", "text/plain;charset=US-ASCII", "hello"],
    ["data:;base64,aGVs bG8", "text/plain;charset=US-ASCII", "hello"],
    ["data:text/plain; base64,aGVsbG8%3D", "text/plain", "hello"],
    ["data:TEXT/HTML;X=\"a b\",1", "text/html;x=\"a b\"", "1"],
    ["data:garbage,1", "text/plain;charset=US-ASCII", "1"],
    ["data:,a%zz%4", "text/plain;charset=US-ASCII", "a%zz%4"],
    ["data:,x#fragment", "text/plain;charset=US-ASCII", "x"],
    ["data:application/json,{\"a\":1}", "application/json", "{\"a\":1}"],
  ];
  for (const [url, type, body] of table) {
    const parsed = parseDataUrl(url);
    assertEquals(parsed?.type, type, url);
    assertEquals(utf8Decode(parsed?.body as Uint8Array), body, url);
  }
  for (const bad of ["data:", "data:text/plain", "data:;base64,a", "data:;base64,a=b="]) {
    assertEquals(parseDataUrl(bad), null, bad);
  }
});

test("a data URL is fetched", async () => {
  const response = await fetch("data:text/plain,hi");
  assertEquals([response.status, response.statusText, response.type, response.redirected], [200, "OK", "basic", false]);
  assertEquals(response.headers.get("content-type"), "text/plain");
  assertEquals(await response.text(), "hi");
  assertEquals(await (await fetch("data:,x", { method: "HEAD" })).text(), "");
});

test("a blob URL is fetched", async () => {
  const url = URL.createObjectURL(new Blob(["abc"], { type: "text/x" }) as never);
  const response = await fetch(url);
  assertEquals([response.headers.get("content-type"), response.headers.get("content-length")], ["text/x", "3"]);
  assertEquals(await response.text(), "abc");
  URL.revokeObjectURL(url);
  await assertRejects(fetch(url), { message: "fetch failed" });
});

test("a refused connection has Node's cause", async () => {
  const error = (await assertRejects(fetch("http://127.0.0.1:2/"), TypeError)) as Error;
  assertEquals(error.message, "fetch failed");
  const cause = error.cause as Record<string, unknown>;
  assertEquals(cause.message, "connect ECONNREFUSED 127.0.0.1:2");
  assertEquals([cause.code, cause.syscall, cause.address, cause.port], ["ECONNREFUSED", "connect", "127.0.0.1", 2]);
  assert((cause.errno as number) < 0);
});

test("ports of other protocols are not asked", async () => {
  for (const port of [1, 25, 6000, 6667, 10080]) {
    const error = (await assertRejects(fetch(`http://127.0.0.1:${port}/`), TypeError)) as Error;
    const cause = error.cause as Error & { code?: string };
    assertEquals([error.message, cause.message, cause.code], ["fetch failed", "bad port", undefined]);
  }
});

test("what cannot be fetched", async () => {
  const table: [string, RequestShape, RegExp][] = [
    ["ftp://x/", {}, /fetch failed/],
    ["file:///etc/passwd", {}, /fetch failed/],
    ["/relative", {}, /Failed to parse URL/],
    ["http://127.0.0.1:2/", { headers: { "transfer-encoding": "chunked" } }, /fetch failed/],
    ["http://127.0.0.1:2/", { headers: { expect: "100-continue" } }, /fetch failed/],
    ["http://127.0.0.1:2/", { headers: { connection: "x" } }, /fetch failed/],
    ["http://127.0.0.1:2/", { method: "GET", body: "x" }, /cannot have body/],
  ];
  for (const [url, init, message] of table) {
    await assertRejects(fetch(url, init as never), message);
  }
  await assertRejects((fetch as unknown as () => Promise<unknown>)(), TypeError);
});

type RequestShape = Record<string, unknown>;

test("an aborted signal rejects with its reason and cancels the body", async () => {
  const reason = new Error("why");
  await assertRejects(fetch("data:,x", { signal: AbortSignal.abort(reason) }), "why");
  const request = new Request("data:,x", { signal: AbortSignal.abort(reason) });
  await assertRejects(fetch(request), "why");
  let cancelled: unknown;
  const body = new ReadableStream({ cancel: (given) => void (cancelled = given) });
  const init = { method: "POST", body, duplex: "half", signal: AbortSignal.abort(reason) };
  await assertRejects(fetch("http://127.0.0.1:2/", init as never), "why");
  assertEquals(cancelled, reason);
});

test("an abort ends a connection that hangs", async () => {
  const controller = new AbortController();
  // A documentation address (RFC 5737): nothing answers, or the network is unreachable.
  const pending = fetch("http://192.0.2.1:81/", { signal: controller.signal });
  controller.abort();
  await assertRejects(pending, { name: "AbortError" });
});

test("a body's failing source is the cause", async () => {
  const body = new ReadableStream({ pull: (controller) => (controller as { error(e: unknown): void }).error(new Error("source")) });
  const error = (await assertRejects(fetch("http://127.0.0.1:2/", { method: "POST", body, duplex: "half" } as never))) as Error;
  assertEquals(error.message, "fetch failed");
});

test("integrity", async () => {
  const hello = "sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=";
  const bytes = utf8Encode("hello");
  const table: [string, boolean][] = [
    ["", true],
    ["md5-abc", true],
    [hello, true],
    [hello.replace("+", "-").slice(0, -1), true],
    [`sha256-AAAA ${hello}`, true],
    [`${hello} sha512-AAAA`, false],
    ["sha384-AAAA", false],
  ];
  for (const [metadata, matches] of table) assertEquals(matchesIntegrity(bytes, metadata), matches, metadata);
  assertEquals(parseIntegrity(hello)[0]?.algorithm, "sha256");
  assertEquals(await (await fetch("data:,hello", { integrity: hello })).text(), "hello");
  await assertRejects(fetch("data:,other", { integrity: hello }), { message: "fetch failed" });
});
