// node:https: requests over TLS, agents, what is not trusted.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { once } from "waypost-internal:node/events/events";
import * as https from "waypost-internal:node/https/https";

type Anything = any;

// An authority and a leaf of it for localhost, *.example.org and 127.0.0.1; the key guards nothing.
const CA = `-----BEGIN CERTIFICATE-----
MIIBozCCAUigAwIBAgIBATAKBggqhkjOPQQDAjA5MQswCQYDVQQGEwJYWDEQMA4G
A1UECgwHV2F5cG9zdDEYMBYGA1UEAwwPV2F5cG9zdCBUZXN0IENBMCAXDTIwMDEw
MTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjA5MQswCQYDVQQGEwJYWDEQMA4GA1UE
CgwHV2F5cG9zdDEYMBYGA1UEAwwPV2F5cG9zdCBUZXN0IENBMFkwEwYHKoZIzj0C
AQYIKoZIzj0DAQcDQgAEY7TeM61dRzy45lv5rr4FmFLLdOHSDE29srCWI3HFnyE+
GvFu+zODr44z/d7LAsNfSaCgstvL5dmBH0/7acJF4qM/MD0wDwYDVR0TAQH/BAUw
AwEB/zALBgNVHQ8EBAMCAQYwHQYDVR0OBBYEFOamhmQIiZKCu4lCR4OjxCoTcy/K
MAoGCCqGSM49BAMCA0kAMEYCIQCW7qw1M9H1UmbFjQSVipdzM0PYtPitHhnvMVjr
N5DaTgIhAPfSwNqdrAfFu0AnMgVFPI4H51KR0yeokHpwEuqcDB5X
-----END CERTIFICATE-----
`;
const LEAF = `-----BEGIN CERTIFICATE-----
MIIB1zCCAX2gAwIBAgIBAjAKBggqhkjOPQQDAjA5MQswCQYDVQQGEwJYWDEQMA4G
A1UECgwHV2F5cG9zdDEYMBYGA1UEAwwPV2F5cG9zdCBUZXN0IENBMCAXDTIwMDEw
MTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3Qw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARwlbPdyl0xCaLWtHe4mXNpon6X1xbI
puxkU1hDpYUGYloIee/FYMv7GiU9e1nrshxxyYoAVX56fgDXTr2YgKKao4GYMIGV
MCkGA1UdEQQiMCCCCWxvY2FsaG9zdIINKi5leGFtcGxlLm9yZ4cEfwAAATAdBgNV
HSUEFjAUBggrBgEFBQcDAQYIKwYBBQUHAwIwCQYDVR0TBAIwADAdBgNVHQ4EFgQU
/TFKlzBhkYGUAfTQdbdo1uFmpQIwHwYDVR0jBBgwFoAU5qaGZAiJkoK7iUJHg6PE
KhNzL8owCgYIKoZIzj0EAwIDSAAwRQIgepNOlG8uu8yr6dooeiOdqc8Brr+v+ITb
Q3zVt+i6h7UCIQC5t8nxfgCkz8SK69yUYuqS7vp2LcM3goAjja6YgMj7xg==
-----END CERTIFICATE-----
`;
const LEAF_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgw3ze8YB8JqlEE8Vv
1sb/wzuo0HKxeUXVzNHpqf3nYCmhRANCAARwlbPdyl0xCaLWtHe4mXNpon6X1xbI
puxkU1hDpYUGYloIee/FYMv7GiU9e1nrshxxyYoAVX56fgDXTr2YgKKa
-----END PRIVATE KEY-----
`;

async function serve(listener: Anything): Promise<Anything> {
  const server = https.createServer({ cert: LEAF, key: LEAF_KEY }, listener) as Anything;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return server;
}

function closed(server: Anything): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function textOf(stream: Anything): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    stream.on("data", (piece: Uint8Array) => (text += piece.toString()));
    stream.on("end", () => resolve(text));
    stream.on("error", reject);
  });
}

test("requests over TLS, on connections that are kept", async () => {
  const sockets = new Set();
  const server = await serve((req: Anything, res: Anything) => {
    sockets.add(req.socket);
    res.end(`${req.method} ${req.url} ${req.socket.encrypted} ${req.socket.servername}`);
  });
  const agent = new https.Agent({ keepAlive: true, ca: CA });
  for (const path of ["/1", "/2"]) {
    const request = https.get(`https://localhost:${server.address().port}${path}`, { agent, lookup: (_h: string, _o: Anything, done: Anything) => done(null, [{ address: "127.0.0.1", family: 4 }]) }) as Anything;
    const [response] = (await once(request, "response")) as Anything;
    assertEquals([response.socket.authorized, await textOf(response)], [true, `GET ${path} true localhost`]);
    while (Object.keys((agent as Anything).freeSockets).length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assertEquals(sockets.size, 1);
  agent.destroy();
  await closed(server);
});

for (const [name, options, code] of [
  ["an unknown authority", {}, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ["another name", { ca: CA, servername: "example.com" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
] as const) {
  test(`refused: ${name}`, async () => {
    const server = await serve((_req: Anything, res: Anything) => res.end());
    const request = https.get({ host: "127.0.0.1", port: server.address().port, ...options }) as Anything;
    const [error] = (await once(request, "error")) as Anything;
    assertEquals(error.code, code);
    const careless = https.get({ host: "127.0.0.1", port: server.address().port, ...options, rejectUnauthorized: false }) as Anything;
    const [response] = (await once(careless, "response")) as Anything;
    assertEquals([response.statusCode, response.socket.authorized], [200, false]);
    response.resume();
    await closed(server);
  });
}

test("agents tell connections with different trust apart", () => {
  const agent = new https.Agent();
  assertEquals(agent.getName({ host: "a", port: 443 }) === agent.getName({ host: "a", port: 443, rejectUnauthorized: false }), false);
  assertEquals([agent.defaultPort, agent.protocol], [443, "https:"]);
});

test("an agent that looks for the module in its stack finds it", () => {
  class Agent extends https.Agent {
    stack = "";
    override addRequest(): void {
      this.stack = new Error().stack as string;
    }
  }
  const agent = new Agent();
  https.request({ agent }).on("error", () => {});
  assertEquals((agent as unknown as { stack: string }).stack.split("\n").some((line) => line.includes("node:https:")), true);
});
