// node:dns: lookups by the system, messages of name servers, and what is refused.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import * as dns from "waypost-internal:node/dns/dns";
import { encodeQuery, MessageReader } from "waypost-internal:node/dns/wire";
import { promisify } from "waypost-internal:node/util/promisify";

type Anything = any;

function lookup(...args: unknown[]): Promise<unknown[]> {
  return new Promise((resolve) => (dns.lookup as Anything)(...args, (...results: unknown[]) => resolve(results)));
}

test("lookup answers addresses as they are, and asks the system for names", async () => {
  assertEquals(await lookup("127.0.0.1"), [null, "127.0.0.1", 4]);
  assertEquals(await lookup("::1", { all: true }), [null, [{ address: "::1", family: 6 }]]);
  assertEquals(await lookup("localhost", 4), [null, "127.0.0.1", 4]);
  assertEquals(await lookup(""), [null, null, 4]);
  assertEquals(await (dns.promises as Anything).lookup("localhost", { family: 4 }), { address: "127.0.0.1", family: 4 });
  assertEquals(await (promisify(dns.lookup as never) as Anything)("localhost", { family: 4 }), { address: "127.0.0.1", family: 4 });
});

test("a name that is not there", async () => {
  const [error] = (await lookup("no-such-host.invalid")) as Anything;
  assert(["ENOTFOUND", "EAI_AGAIN"].includes(error.code), error.code);
  assertEquals([error.syscall, error.hostname, error.message], ["getaddrinfo", "no-such-host.invalid", `getaddrinfo ${error.code} no-such-host.invalid`]);
});

for (const [name, call, code] of [
  ["no callback", () => dns.lookup("x", {}), "ERR_INVALID_ARG_TYPE"],
  ["a family", () => dns.lookup("x", { family: 5 }, () => {}), "ERR_INVALID_ARG_VALUE"],
  ["hints", () => dns.lookup("x", { hints: 1 }, () => {}), "ERR_INVALID_ARG_VALUE"],
  ["a type", () => dns.resolve("x", "HTTP", () => {}), "ERR_INVALID_ARG_VALUE"],
  ["a server", () => new dns.Resolver().setServers(["x"]), "ERR_INVALID_IP_ADDRESS"],
  ["an address to reverse", () => dns.reverse("x", () => {}), "EINVAL"],
] as const) {
  test(`refused: ${name}`, () => {
    assertThrows(call, { code });
  });
}

test("servers can be set and are shown without the usual port", () => {
  const resolver = new dns.Resolver();
  resolver.setServers(["1.2.3.4", "1.2.3.4:54", "[::1]:53", "::2"]);
  assertEquals(resolver.getServers(), ["1.2.3.4", "1.2.3.4:54", "::1", "::2"]);
});

test("a query is asked as RFC 1035 says", () => {
  assertEquals(Buffer.from(encodeQuery(0x1234, "a.bc", 28) as Uint8Array).toString("hex"), "12340100000100000000000001610262630000" + "1c0001");
  assertEquals(encodeQuery(1, "a..b", 1), undefined);
  assertEquals(encodeQuery(1, "a".repeat(64), 1), undefined);
});

test("names in answers may point back, but not in circles", () => {
  const bytes = (hex: string): MessageReader => new MessageReader(Buffer.from(hex, "hex") as unknown as Uint8Array);
  assertEquals(bytes("0161000162c000").name(3), ["b.a", 7]);
  assertThrows(() => bytes("c000").name(0), "without an end");
  assertThrows(() => bytes("0561").name(0), "too short");
});

test("nobody who answers is ECONNREFUSED or ETIMEOUT; a cancelled query says so", async () => {
  const resolver = new (dns.promises as Anything).Resolver({ timeout: 50, tries: 1 });
  resolver.setServers(["127.0.0.1:1"]);
  const error = (await assertRejects(resolver.resolve4("example.org"))) as Anything;
  assert(["ECONNREFUSED", "ETIMEOUT"].includes(error.code), error.code);
  assertEquals([error.syscall, error.hostname], ["queryA", "example.org"]);
  const cancelled = resolver.resolveMx("example.org");
  resolver.cancel();
  await assertRejects(cancelled, { code: "ECANCELLED", syscall: "queryMx" });
});
