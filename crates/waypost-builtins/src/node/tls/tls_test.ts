// node:tls: clients and servers over loopback, upgrades, trust, names, certificates.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import { once } from "waypost-internal:node/events/events";
import * as net from "waypost-internal:node/net/net";
import { Duplex } from "waypost-internal:node/stream/duplex";
import * as tls from "waypost-internal:node/tls/tls";

type Anything = any;

// An authority, a leaf of it for localhost, *.example.org and 127.0.0.1, and a certificate for
// localhost that signed itself. The keys guard nothing.
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
const SELF = `-----BEGIN CERTIFICATE-----
MIIBUDCB9qADAgECAgEDMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1frD+wvL+Y/RSTD8
LPgF7lHLB/dFp6ytSMhJ+FmlDyPXg3yTWI0pqx8P5TP4s1dWOchUORFPYiFwa62A
a2ly66M3MDUwFAYDVR0RBA0wC4IJbG9jYWxob3N0MB0GA1UdDgQWBBRD9elc38a/
3a9u1fHgjmea/WDYLTAKBggqhkjOPQQDAgNJADBGAiEA5zEKzqWBCu4OqWnxJLHV
FVNMkPFYQL+1PYAQRyEPf9YCIQC4rSrjTo6Sodfk6zod5OBU8cx5Md3zHmUXG8bl
1KQe2Q==
-----END CERTIFICATE-----
`;
const SELF_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg61asKoPUX5elA7tf
AvQlmobtC73jZ/ivJUOHgLlSqXyhRANCAATV+sP7C8v5j9FJMPws+AXuUcsH90Wn
rK1IyEn4WaUPI9eDfJNYjSmrHw/lM/izV1Y5yFQ5EU9iIXBrrYBraXLr
-----END PRIVATE KEY-----
`;

async function serve(options: Anything, onSecure: Anything): Promise<Anything> {
  const server = tls.createServer(options, onSecure) as Anything;
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return server;
}

function closed(server: Anything): Promise<void> {
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

const LEAF_SERVER = { cert: LEAF, key: LEAF_KEY };

test("a client that trusts the authority speaks to its server", async () => {
  const server = await serve(LEAF_SERVER, (socket: Anything) => socket.pipe(socket));
  const { port } = server.address();
  const socket = tls.connect({ port, host: "127.0.0.1", ca: CA, servername: "localhost" }) as Anything;
  const events: string[] = [];
  for (const name of ["connect", "secure", "secureConnect", "end", "close"]) socket.on(name, () => events.push(name));
  socket.write("early ");
  await once(socket, "secureConnect");
  assertEquals([socket.authorized, socket.authorizationError, socket.encrypted, socket.alpnProtocol], [true, null, true, false]);
  assertEquals([socket.getProtocol(), socket.getCipher().version, socket.remotePort], ["TLSv1.3", "TLSv1.3", port]);
  const certificate = socket.getPeerCertificate();
  assertEquals({ ...certificate.subject }, { CN: "localhost" });
  assertEquals({ ...certificate.issuer }, { C: "XX", O: "Waypost", CN: "Waypost Test CA" });
  assertEquals(certificate.subjectaltname, "DNS:localhost, DNS:*.example.org, IP Address:127.0.0.1");
  assertEquals([certificate.valid_from, certificate.valid_to], ["Jan  1 00:00:00 2020 GMT", "Jan  1 00:00:00 2120 GMT"]);
  assertEquals([certificate.serialNumber, certificate.nistCurve, certificate.ca], ["02", "P-256", false]);
  assertEquals(certificate.fingerprint, "1E:B0:50:CA:F6:0B:90:00:12:00:AF:B5:82:61:30:10:07:C2:D3:74");
  socket.end("late");
  assertEquals(await textOf(socket), "early late");
  await once(socket, "close");
  await closed(server);
  assertEquals(events, ["connect", "secure", "secureConnect", "end", "close"]);
});

for (const [name, own, options, code] of [
  ["an unknown authority", LEAF_SERVER, {}, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
  ["a certificate that signed itself", { cert: SELF, key: SELF_KEY }, {}, "DEPTH_ZERO_SELF_SIGNED_CERT"],
  ["another name", LEAF_SERVER, { ca: CA, servername: "example.com" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["a name below a wildcard's", LEAF_SERVER, { ca: CA, servername: "a.b.example.org" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
] as const) {
  test(`refused: ${name}`, async () => {
    let wasTrusted = false;
    const server = await serve(own, (socket: Anything) => socket.on("data", () => (wasTrusted = true)));
    const { port } = server.address();
    const socket = tls.connect({ port, host: "127.0.0.1", servername: "localhost", ...options }) as Anything;
    socket.write("secret");
    const [error] = (await once(socket, "error")) as Anything;
    assertEquals([error.code, socket.authorized, socket.destroyed], [code, false, true]);
    await closed(server);
    assertEquals(wasTrusted, false, "nothing is sent to a stranger");
    const careless = await serve(own, (socket: Anything) => socket.end("x"));
    const open = tls.connect({ port: careless.address().port, host: "127.0.0.1", servername: "localhost", ...options, rejectUnauthorized: false }) as Anything;
    await once(open, "secureConnect");
    assertEquals([open.authorized, open.authorizationError], [false, code]);
    assertEquals(await textOf(open), "x");
    await closed(careless);
  });
}

test("a certificate that is named as trusted is trusted; a wildcard is for one label", async () => {
  const server = await serve({ cert: SELF, key: SELF_KEY }, (socket: Anything) => socket.end("self"));
  assertEquals(await textOf(tls.connect({ port: server.address().port, host: "127.0.0.1", servername: "localhost", ca: [Buffer.from(SELF)] })), "self");
  await closed(server);
  const other = await serve(LEAF_SERVER, (socket: Anything) => socket.end(String(socket.servername)));
  const { port } = other.address();
  assertEquals(await textOf(tls.connect({ port, host: "127.0.0.1", servername: "www.example.org", ca: CA })), "www.example.org");
  assertEquals(await textOf(tls.connect({ port, host: "127.0.0.1", ca: CA })), "false", "an address is not sent as a name");
  await closed(other);
});

test("a plain connection is upgraded midway", async () => {
  const server = net.createServer((plain: Anything) => {
    plain.once("data", () => {
      plain.write("S");
      const secure = new tls.TLSSocket(plain, { isServer: true, secureContext: tls.createSecureContext(LEAF_SERVER) } as Anything) as Anything;
      secure.on("data", (piece: Uint8Array) => secure.end(`got ${piece}`));
    });
  }) as Anything;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const plain = net.connect(server.address().port, "127.0.0.1") as Anything;
  plain.write("please");
  await once(plain, "data");
  const secure = tls.connect({ socket: plain, ca: CA, servername: "localhost" }) as Anything;
  secure.write("hello");
  assertEquals(await textOf(secure), "got hello");
  await once(plain, "close");
  assertEquals([plain.destroyed, secure.destroyed], [true, true]);
  await closed(server);
});

test("any stream can carry a connection", async () => {
  const sides: Anything[] = [];
  const side = (): Anything =>
    new Duplex({
      read() {},
      write(chunk: unknown, _encoding: string, callback: Anything) {
        const other = sides.find((one) => one !== this);
        other.push(chunk);
        callback();
      },
      final(callback: Anything) {
        sides.find((one) => one !== this).push(null);
        callback();
      },
    } as Anything);
  sides.push(side(), side());
  const server = new tls.TLSSocket(sides[0], { isServer: true, secureContext: tls.createSecureContext(LEAF_SERVER) } as Anything) as Anything;
  server.on("data", (piece: Uint8Array) => server.end(`over ${piece}`));
  const client = tls.connect({ socket: sides[1], ca: CA, servername: "localhost" }) as Anything;
  client.write("streams");
  assertEquals(await textOf(client), "over streams");
});

test("protocols are agreed on, versions are bounded, keying material is shared", async () => {
  const seen: unknown[] = [];
  const server = await serve({ ...LEAF_SERVER, ALPNProtocols: ["h2", "http/1.1"] }, (socket: Anything) => {
    seen.push(socket.alpnProtocol, socket.exportKeyingMaterial(8, "EXPORTER-x").toString("hex"));
    socket.end();
  });
  const { port } = server.address();
  const socket = tls.connect({ port, host: "127.0.0.1", ca: CA, servername: "localhost", ALPNProtocols: ["http/1.1"], maxVersion: "TLSv1.2" }) as Anything;
  await once(socket, "secureConnect");
  const material = socket.exportKeyingMaterial(8, "EXPORTER-x").toString("hex");
  assertEquals([socket.alpnProtocol, socket.getProtocol(), socket.getCipher().name], ["http/1.1", "TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384"]);
  socket.resume();
  await closed(server);
  assertEquals(seen, ["http/1.1", material]);
});

test("a server asks for a certificate and tells whether it trusts it", async () => {
  const seen: unknown[] = [];
  const server = await serve({ ...LEAF_SERVER, ca: CA, requestCert: true, rejectUnauthorized: false }, (socket: Anything) => {
    seen.push(socket.authorized, socket.getPeerCertificate().subject?.CN);
    socket.end();
  });
  const base = { port: server.address().port, host: "127.0.0.1", ca: CA, servername: "localhost" };
  await textOf(tls.connect({ ...base, cert: LEAF, key: LEAF_KEY }));
  await textOf(tls.connect({ ...base, cert: SELF, key: SELF_KEY }));
  await textOf(tls.connect(base));
  assertEquals(seen, [true, "localhost", false, "localhost", false, undefined]);
  await closed(server);
});

test("a megabyte passes in both directions", async () => {
  const data = Buffer.alloc(1 << 20, "0123456789");
  const server = await serve(LEAF_SERVER, (socket: Anything) => socket.pipe(socket));
  const socket = tls.connect({ port: server.address().port, host: "127.0.0.1", ca: CA, servername: "localhost" }) as Anything;
  const pieces: Uint8Array[] = [];
  socket.on("data", (piece: Uint8Array) => pieces.push(piece));
  socket.end(data);
  await once(socket, "close");
  assert(Buffer.concat(pieces as never).equals(data as never), "the bytes are those that were sent");
  await closed(server);
});

test("a peer that does not speak TLS, or leaves, is an error", async () => {
  const server = net.createServer((socket: Anything) => {
    socket.on("error", () => {});
    socket.resume();
    socket.write("HTTP/1.1 400 Bad Request\r\n\r\n");
  }) as Anything;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const [error] = (await once(tls.connect({ port: server.address().port, host: "127.0.0.1" }) as Anything, "error")) as Anything;
  assertEquals(error.code, "ERR_SSL_WRONG_VERSION_NUMBER");
  const leaving = net.createServer((socket: Anything) => socket.on("error", () => {}).resume().end()) as Anything;
  await new Promise<void>((resolve) => leaving.listen(0, "127.0.0.1", () => resolve()));
  const [left] = (await once(tls.connect({ port: leaving.address().port, host: "127.0.0.1" }) as Anything, "error")) as Anything;
  assertEquals([left.code, left.message], ["ECONNRESET", "Client network socket disconnected before secure TLS connection was established"]);
  await closed(server);
  await closed(leaving);
  const [refused] = (await once(tls.connect({ port: leaving.address()?.port ?? 1, host: "127.0.0.1" }) as Anything, "error")) as Anything;
  assertEquals(refused.code, "ECONNREFUSED");
});

for (const [name, options, code] of [
  ["what is no PEM", { cert: "x", key: LEAF_KEY }, "ERR_OSSL_PEM_NO_START_LINE"],
  ["a key of another certificate", { cert: LEAF, key: SELF_KEY }, "ERR_OSSL_X509_KEY_VALUES_MISMATCH"],
  ["a version that is none", { minVersion: "TLSv9" }, "ERR_TLS_INVALID_PROTOCOL_VERSION"],
  ["PKCS #12", { pfx: "x" }, "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM"],
  ["a number", { ca: 1 }, "ERR_INVALID_ARG_TYPE"],
] as const) {
  test(`no context of ${name}`, () => {
    assertThrows(() => tls.createSecureContext(options as Anything), { code });
  });
}

for (const [host, certificate, reason] of [
  ["a.com", { subject: { CN: "a.com" } }, undefined],
  ["a.com", { subject: { CN: "b.com" } }, "Host: a.com. is not cert's CN: b.com"],
  ["a.com.", { subject: {}, subjectaltname: "DNS:A.COM" }, undefined],
  ["b.a.com", { subject: {}, subjectaltname: "DNS:*.a.com" }, undefined],
  ["a.com", { subject: {}, subjectaltname: "DNS:*.com" }, "Host: a.com. is not in the cert's altnames: DNS:*.com"],
  ["a.com", { subject: { CN: "a.com" }, subjectaltname: "DNS:b.com" }, "Host: a.com. is not in the cert's altnames: DNS:b.com"],
  ["8.8.8.8", { subject: { CN: "8.8.8.8" } }, "IP: 8.8.8.8 is not in the cert's list: "],
  ["::1", { subject: {}, subjectaltname: "IP Address:0:0:0:0:0:0:0:1" }, undefined],
  ["a.com", { subject: {}, subjectaltname: 'DNS:"x, DNS:a.com"' }, `Host: a.com. is not in the cert's altnames: DNS:"x, DNS:a.com"`],
  ["a.com", { subject: {} }, "Cert does not contain a DNS name"],
] as const) {
  test(`identity of ${host} by ${JSON.stringify(certificate)}`, () => {
    const error = tls.checkServerIdentity(host, certificate as Anything) as Anything;
    assertEquals(error?.reason, reason);
  });
}

test("the system's authorities are listed as PEM", () => {
  const roots = (tls.default as Anything).rootCertificates;
  assert(roots.length === 0 || roots[0].startsWith("-----BEGIN CERTIFICATE-----"), "PEM");
  assertEquals(tls.rootCertificates.length, roots.length);
});

test("a client that is not connected begins with its first write", async () => {
  const server = await serve(LEAF_SERVER, (socket: Anything) => socket.pipe(socket));
  const plain = net.connect(server.address().port, "127.0.0.1") as Anything;
  await once(plain, "connect");
  const secure = new tls.TLSSocket(plain, { ca: CA, servername: "localhost" } as Anything) as Anything;
  assertEquals(secure._handle._parentWrap.constructor.name, "SystemHandle");
  secure.end("at last");
  assertEquals(await textOf(secure), "at last");
  await closed(server);
});
