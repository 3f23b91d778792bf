// crypto: random values, digests, HMAC keys and codes, and what is refused.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { crypto, Crypto, CryptoKey } from "waypost-internal:web/crypto/crypto";
import { utf8Encode } from "waypost-internal:web/encoding/encoding";

const { subtle } = crypto;

function hex(buffer: unknown): string {
  return new Uint8Array(buffer as ArrayBuffer).toHex();
}

test("random values fill every integer view", () => {
  for (const constructor of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array]) {
    const array = new constructor(64);
    assert(crypto.getRandomValues(array) === (array as unknown), "the same object comes back");
    assert(new Uint8Array(array.buffer).some((byte) => byte !== 0), constructor.name);
  }
  const part = new Uint8Array(600).subarray(100, 500);
  crypto.getRandomValues(part);
  assertEquals([...new Uint8Array(part.buffer, 0, 100)].every((byte) => byte === 0), true);
  assertEquals(crypto.getRandomValues(new Uint8Array(0)).length, 0);
});

test("random values refuse", () => {
  for (const value of [new Float32Array(1), new Float64Array(1), new DataView(new ArrayBuffer(1))]) {
    assertThrows(() => crypto.getRandomValues(value), { name: "TypeMismatchError" });
  }
  assertThrows(() => crypto.getRandomValues(new Uint8Array(65537)), { name: "QuotaExceededError", message: "The requested length exceeds 65,536 bytes" });
  assertThrows(() => crypto.getRandomValues([] as never), TypeError);
  assertThrows(() => Crypto.prototype.getRandomValues.call({} as Crypto, new Uint8Array(1)), { code: "ERR_INVALID_THIS" });
  assertThrows(() => new Crypto(), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
});

test("UUIDs have their form and differ", () => {
  const seen = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    const uuid = crypto.randomUUID();
    assert(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid), uuid);
    seen.add(uuid);
  }
  assertEquals(seen.size, 2000);
});

const ABC: [string, string][] = [
  ["SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
  ["sha-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  ["SHA-384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"],
  ["SHA-512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"],
];

test("digests", async () => {
  const view = new DataView(utf8Encode("xabcx").buffer, 1, 3);
  for (const [name, digest] of ABC) {
    const buffer = await subtle.digest(name, view);
    assert(buffer instanceof ArrayBuffer);
    assertEquals(hex(buffer), digest, name);
    assertEquals(hex(await subtle.digest({ name }, utf8Encode("abc").buffer as ArrayBuffer)), digest);
  }
});

test("a large message is digested off the thread and as it was", async () => {
  const data = new Uint8Array(1_000_000).fill(97);
  const digest = subtle.digest("SHA-256", data);
  data.fill(0);
  assertEquals(hex(await digest), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
});

test("HMAC: import, sign, verify, export", async () => {
  const key = await subtle.importKey("raw", utf8Encode("Jefe"), { name: "hmac", hash: "SHA-256" } as never, true, ["verify", "sign"]);
  assert(key instanceof CryptoKey);
  assertEquals([key.type, key.extractable, key.usages], ["secret", true, ["sign", "verify"]]);
  assertEquals(key.algorithm, { name: "HMAC", length: 32, hash: { name: "SHA-256" } } as never);
  const data = utf8Encode("what do ya want for nothing?");
  const code = await subtle.sign("HMAC", key, data);
  assertEquals(hex(code), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  assertEquals(await subtle.verify({ name: "HMAC" }, key, code, data), true);
  new Uint8Array(code)[0]! ^= 1;
  assertEquals(await subtle.verify("HMAC", key, code, data), false);
  assertEquals(await subtle.verify("HMAC", key, code.slice(1), data), false);
  assertEquals(hex(await subtle.exportKey("raw", key)), "4a656665");
  const jwk = await subtle.exportKey("jwk", key);
  assertEquals(jwk as object, { key_ops: ["sign", "verify"], ext: true, kty: "oct", k: "SmVmZQ", alg: "HS256" });
  const back = await subtle.importKey("jwk", jwk as never, { name: "HMAC", hash: { name: "SHA-256" } } as never, false, ["sign"]);
  assertEquals(hex(await subtle.sign("HMAC", back, data)), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  await assertRejects(subtle.exportKey("raw", back), { name: "InvalidAccessError" });
  await assertRejects(subtle.verify("HMAC", back, code, data), { name: "InvalidAccessError" });
});

test("HMAC of a large message", async () => {
  const key = await subtle.generateKey({ name: "HMAC", hash: "SHA-512" } as never, true, ["sign", "verify"]);
  assertEquals((await subtle.exportKey("raw", key) as ArrayBuffer).byteLength, 128);
  const data = new Uint8Array(200_000).fill(7);
  assertEquals(await subtle.verify("HMAC", key, await subtle.sign("HMAC", key, data), data), true);
});

test("what is not there is refused by name", async () => {
  const refused: [() => unknown, string][] = [
    [() => subtle.digest("MD5", new Uint8Array()), "MD5"],
    [() => subtle.generateKey({ name: "DES" }, true, ["encrypt"]), "DES"],
    [() => subtle.importKey("raw", new Uint8Array(1), "MD5", false, []), "MD5"],
    [() => subtle.generateKey("HKDF", false, ["deriveBits"]), "HKDF"],
  ];
  for (const [call, name] of refused) {
    const error = (await assertRejects(call, { name: "NotSupportedError" })) as Error;
    assert(error.message.includes(name), error.message);
  }
});

test("wrong arguments reject", async () => {
  const hmac = { name: "HMAC", hash: "SHA-256" } as never;
  await assertRejects(() => subtle.digest("SHA-256", "abc" as never), TypeError);
  await assertRejects(() => (subtle.digest as (name: string) => unknown)("SHA-256"), TypeError);
  await assertRejects(() => subtle.digest({} as never, new Uint8Array()), TypeError);
  await assertRejects(() => subtle.importKey("raw", new Uint8Array(1), { name: "HMAC" }, false, ["sign"]), TypeError);
  await assertRejects(() => subtle.importKey("raw", new Uint8Array(0), hmac, false, ["sign"]), { name: "DataError" });
  await assertRejects(() => subtle.importKey("raw", new Uint8Array(1), hmac, false, []), { name: "SyntaxError" });
  await assertRejects(() => subtle.importKey("raw", new Uint8Array(1), hmac, false, ["encrypt"]), { name: "SyntaxError" });
  await assertRejects(() => subtle.importKey("raw", new Uint8Array(1), hmac, false, ["nonsense"]), TypeError);
  await assertRejects(() => subtle.importKey("pkcs8", new Uint8Array(1), hmac, false, ["sign"]), { name: "NotSupportedError" });
  await assertRejects(() => subtle.importKey("jwk", { kty: "RSA" }, hmac, false, ["sign"]), { name: "DataError" });
  await assertRejects(() => subtle.importKey("jwk", { kty: "oct", k: "AA", alg: "HS512" }, hmac, false, ["sign"]), { name: "DataError" });
  await assertRejects(() => subtle.sign("HMAC", {} as never, new Uint8Array()), TypeError);
  assertThrows(() => new CryptoKey(), { code: "ERR_ILLEGAL_CONSTRUCTOR" });
});
