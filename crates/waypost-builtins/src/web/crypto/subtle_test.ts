// crypto.subtle: every algorithm through its whole life, published vectors, and what is refused in which order.

import { assert, assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import { crypto } from "waypost-internal:web/crypto/crypto";
import { CryptoKey } from "waypost-internal:web/crypto/crypto_key";
import { structuredClone } from "waypost-internal:web/structured_clone/structured_clone";

type Any = any;
const subtle = crypto.subtle as never as Record<string, (...args: unknown[]) => Promise<Any>>;
const bytes = (hex: string): Uint8Array => Uint8Array.fromHex(hex);
const hex = (buffer: unknown): string => new Uint8Array(buffer as ArrayBuffer).toHex();
const DATA = new Uint8Array([1, 2, 3, 4, 5]);

const SIGNING: [generate: object | string, use: object | string][] = [
  [{ name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }, "RSASSA-PKCS1-v1_5"],
  [{ name: "RSASSA-PKCS1-v1_5", modulusLength: 1024, publicExponent: new Uint8Array([3]), hash: "SHA-1" }, "RSASSA-PKCS1-v1_5"],
  [{ name: "RSA-PSS", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-512" }, { name: "RSA-PSS", saltLength: 20 }],
  [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-512" }],
  [{ name: "ECDSA", namedCurve: "P-384" }, { name: "ECDSA", hash: "SHA-1" }],
  [{ name: "ECDSA", namedCurve: "P-521" }, { name: "ECDSA", hash: "SHA-384" }],
  ["Ed25519", "Ed25519"],
];

test("pairs that sign: made, used, exported, imported", async () => {
  for (const [generate, use] of SIGNING) {
    const what = JSON.stringify(generate);
    const pair = await subtle.generateKey!(generate, true, ["sign", "verify"]);
    assertEquals([pair.publicKey.usages, pair.privateKey.usages], [["verify"], ["sign"]], what);
    const signature = await subtle.sign!(use, pair.privateKey, DATA);
    assertEquals(await subtle.verify!(use, pair.publicKey, signature, DATA), true, what);
    assertEquals(await subtle.verify!(use, pair.publicKey, signature, new Uint8Array(5)), false, what);
    for (const format of ["spki", "jwk"]) {
      const exported = await subtle.exportKey!(format, pair.publicKey);
      const again = await subtle.importKey!(format, exported, generate, true, ["verify"]);
      assertEquals(await subtle.verify!(use, again, signature, DATA), true, `${what} ${format}`);
      assertEquals(again.algorithm, pair.publicKey.algorithm, what);
    }
    for (const format of ["pkcs8", "jwk"]) {
      const exported = await subtle.exportKey!(format, pair.privateKey);
      const again = await subtle.importKey!(format, exported, generate, false, ["sign"]);
      const second = await subtle.sign!(use, again, DATA);
      assertEquals(await subtle.verify!(use, pair.publicKey, second, DATA), true, `${what} ${format}`);
      await assertRejects(() => subtle.exportKey!(format, again), { name: "InvalidAccessError" });
    }
    await assertRejects(() => subtle.sign!(use, pair.publicKey, DATA), { name: "InvalidAccessError" });
    await assertRejects(() => subtle.exportKey!("pkcs8", pair.publicKey), { name: "InvalidAccessError" });
    await assertRejects(() => subtle.generateKey!(generate, true, ["encrypt"]), { name: "SyntaxError" });
    await assertRejects(() => subtle.generateKey!(generate, true, ["verify"]), { name: "SyntaxError" });
  }
});

test("RSA-OAEP encrypts and wraps", async () => {
  const algorithm = { name: "RSA-OAEP", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-384" };
  const { publicKey, privateKey } = await subtle.generateKey!(algorithm, true, ["encrypt", "decrypt", "wrapKey", "unwrapKey"]);
  const use = { name: "RSA-OAEP", label: DATA };
  const sealed = await subtle.encrypt!(use, publicKey, DATA);
  assertEquals(hex(await subtle.decrypt!(use, privateKey, sealed)), hex(DATA));
  await assertRejects(() => subtle.decrypt!("RSA-OAEP", privateKey, sealed), { name: "OperationError" });
  const secret = await subtle.generateKey!({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
  const wrapped = await subtle.wrapKey!("raw", secret, publicKey, use);
  const unwrapped = await subtle.unwrapKey!("raw", wrapped, privateKey, use, "AES-GCM", true, ["encrypt"]);
  assertEquals(hex(await subtle.exportKey!("raw", unwrapped)), hex(await subtle.exportKey!("raw", secret)));
});

test("AES in every mode", async () => {
  for (const length of [128, 192, 256]) {
    for (const use of [
      { name: "AES-CBC", iv: new Uint8Array(16) },
      { name: "AES-CTR", counter: new Uint8Array(16), length: 64 },
      { name: "AES-GCM", iv: new Uint8Array(12) },
      { name: "AES-GCM", iv: new Uint8Array(60), additionalData: DATA, tagLength: 96 },
    ]) {
      const what = `${use.name} ${length}`;
      const key = await subtle.generateKey!({ name: use.name, length }, true, ["encrypt", "decrypt"]);
      for (const size of [0, 5, 16, 100_000]) {
        const data = new Uint8Array(size).fill(7);
        const sealed = await subtle.encrypt!(use, key, data);
        assertEquals(hex(await subtle.decrypt!(use, key, sealed)), hex(data), `${what} ${size}`);
      }
      for (const format of ["raw", "jwk"]) {
        const again = await subtle.importKey!(format, await subtle.exportKey!(format, key), use.name, true, ["encrypt"]);
        assertEquals(again.algorithm, { name: use.name, length }, what);
      }
    }
  }
  await assertRejects(() => subtle.generateKey!({ name: "AES-CBC", length: 64 }, true, ["encrypt"]), { name: "OperationError" });
  await assertRejects(() => subtle.generateKey!({ name: "AES-CBC" }, true, ["encrypt"]), TypeError);
  await assertRejects(() => subtle.importKey!("raw", new Uint8Array(5), "AES-GCM", true, ["encrypt"]), { name: "DataError" });
});

test("the counter of AES-CTR begins anew within its bits", async () => {
  const key = await subtle.importKey!("raw", new Uint8Array(16).fill(1), "AES-CTR", true, ["encrypt"]);
  const counter = new Uint8Array(16).fill(255);
  const zeros = new Uint8Array(32);
  const narrow = new Uint8Array(await subtle.encrypt!({ name: "AES-CTR", counter, length: 8 }, key, zeros));
  const second = counter.slice();
  second[15] = 0;
  const block = new Uint8Array(await subtle.encrypt!({ name: "AES-CTR", counter: second, length: 128 }, key, new Uint8Array(16)));
  assertEquals(hex(narrow.slice(16)), hex(block));
  await assertRejects(() => subtle.encrypt!({ name: "AES-CTR", counter, length: 1 }, key, new Uint8Array(48)), { name: "OperationError" });
  await assertRejects(() => subtle.encrypt!({ name: "AES-CTR", counter, length: 0 }, key, DATA), { name: "OperationError" });
});

// RFC 3394, section 4.1.
test("AES-KW wraps as published", async () => {
  const kek = await subtle.importKey!("raw", bytes("000102030405060708090a0b0c0d0e0f"), "AES-KW", false, ["wrapKey", "unwrapKey"]);
  const key = await subtle.importKey!("raw", bytes("00112233445566778899aabbccddeeff"), "AES-CBC", true, ["encrypt"]);
  const wrapped = await subtle.wrapKey!("raw", key, kek, "AES-KW");
  assertEquals(hex(wrapped), "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5");
  const back = await subtle.unwrapKey!("raw", wrapped, kek, "AES-KW", "AES-CBC", true, ["encrypt"]);
  assertEquals(hex(await subtle.exportKey!("raw", back)), "00112233445566778899aabbccddeeff");
  await assertRejects(() => subtle.unwrapKey!("raw", new Uint8Array(24), kek, "AES-KW", "AES-CBC", true, ["encrypt"]), { name: "OperationError" });
});

test("a key wrapped as JSON", async () => {
  const wrapping = await subtle.generateKey!({ name: "AES-GCM", length: 128 }, false, ["wrapKey", "unwrapKey"]);
  const { privateKey } = await subtle.generateKey!({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  const use = { name: "AES-GCM", iv: new Uint8Array(12) };
  const wrapped = await subtle.wrapKey!("jwk", privateKey, wrapping, use);
  const back = await subtle.unwrapKey!("jwk", wrapped, wrapping, use, { name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  assertEquals(await subtle.exportKey!("jwk", back), await subtle.exportKey!("jwk", privateKey));
});

test("agreement", async () => {
  for (const algorithm of [{ name: "ECDH", namedCurve: "P-256" }, { name: "ECDH", namedCurve: "P-384" }, { name: "ECDH", namedCurve: "P-521" }, { name: "X25519" }]) {
    const [a, b] = [await subtle.generateKey!(algorithm, true, ["deriveBits", "deriveKey"]), await subtle.generateKey!(algorithm, true, ["deriveBits"])];
    const first = await subtle.deriveBits!({ name: algorithm.name, public: b.publicKey }, a.privateKey, null);
    assertEquals(hex(await subtle.deriveBits!({ name: algorithm.name, public: a.publicKey }, b.privateKey)), hex(first));
    const short = new Uint8Array(await subtle.deriveBits!({ name: algorithm.name, public: b.publicKey }, a.privateKey, 11));
    assertEquals([...short], [new Uint8Array(first)[0]!, new Uint8Array(first)[1]! & 0xe0]);
    await assertRejects(() => subtle.deriveBits!({ name: algorithm.name, public: b.publicKey }, a.privateKey, 5000), { name: "OperationError" });
    await assertRejects(() => subtle.deriveBits!({ name: algorithm.name, public: b.privateKey }, a.privateKey, 8), { name: "InvalidAccessError" });
    const key = await subtle.deriveKey!({ name: algorithm.name, public: b.publicKey }, a.privateKey, { name: "AES-GCM", length: 256 }, true, ["encrypt"]);
    assertEquals(hex(await subtle.exportKey!("raw", key)), hex(first.slice(0, 32)));
    const raw = await subtle.exportKey!("raw", a.publicKey);
    assertEquals((await subtle.importKey!("raw", raw, algorithm, true, [])).algorithm, a.publicKey.algorithm);
  }
});

// RFC 5869, test case 1, and RFC 7914, section 11.
test("derivation as published", async () => {
  const ikm = await subtle.importKey!("raw", new Uint8Array(22).fill(0x0b), "HKDF", false, ["deriveBits"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: bytes("000102030405060708090a0b0c"), info: bytes("f0f1f2f3f4f5f6f7f8f9") };
  assertEquals(hex(await subtle.deriveBits!(hkdf, ikm, 336)), "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  await assertRejects(() => subtle.deriveBits!(hkdf, ikm, 12), { name: "OperationError" });
  await assertRejects(() => subtle.deriveBits!(hkdf, ikm, 255 * 256 + 8), { name: "OperationError" });
  await assertRejects(() => subtle.exportKey!("raw", ikm), { name: "NotSupportedError" });
  const password = await subtle.importKey!("raw", new TextEncoder().encode("passwd"), "PBKDF2", false, ["deriveBits", "deriveKey"]);
  const pbkdf2 = { name: "PBKDF2", hash: "SHA-256", salt: new TextEncoder().encode("salt"), iterations: 1 };
  assertEquals(hex(await subtle.deriveBits!(pbkdf2, password, 128)), "55ac046e56e3089fec1691c22544b605");
  await assertRejects(() => subtle.deriveBits!({ ...pbkdf2, iterations: 0 }, password, 128), { name: "OperationError" });
  const key = await subtle.deriveKey!(pbkdf2, password, { name: "HMAC", hash: "SHA-1" }, true, ["sign"]);
  assertEquals(key.algorithm, { name: "HMAC", length: 512, hash: { name: "SHA-1" } });
  await assertRejects(() => subtle.importKey!("raw", DATA, "PBKDF2", true, ["deriveBits"]), { name: "SyntaxError" });
});

// RFC 8037, appendix A.
test("an Ed25519 signature as published", async () => {
  const jwk = { kty: "OKP", crv: "Ed25519", d: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };
  const key = await subtle.importKey!("jwk", jwk, "Ed25519", true, ["sign"]);
  const signature = new Uint8Array(await subtle.sign!("Ed25519", key, new TextEncoder().encode("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")));
  assertEquals(signature.toBase64({ alphabet: "base64url", omitPadding: true }), "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
});

test("what is wrong with a JSON Web Key", async () => {
  const good = { kty: "EC", crv: "P-256", x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" };
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  await subtle.importKey!("jwk", good, algorithm, true, ["verify"]);
  for (const wrong of [{ kty: "RSA" }, { crv: "P-384" }, { x: "AAAA" }, { y: undefined }, { x: good.y }, { use: "enc" }, { key_ops: ["sign"] }, { key_ops: ["verify", "verify"] }, { ext: false }, { alg: "ES384" }]) {
    await assertRejects(() => subtle.importKey!("jwk", { ...good, ...wrong }, algorithm, true, ["verify"]), { name: "DataError" });
  }
  await assertRejects(() => subtle.importKey!("jwk", good, algorithm, true, ["sign"]), { name: "SyntaxError" });
  await assertRejects(() => subtle.importKey!("jwk", good, { name: "ECDSA", namedCurve: "P-1" }, true, ["verify"]), { name: "DataError" });
  await assertRejects(() => subtle.generateKey!({ name: "ECDSA", namedCurve: "P-1" }, true, ["sign"]), { name: "NotSupportedError" });
  await assertRejects(() => subtle.importKey!("pkcs8", DATA, algorithm, true, ["sign"]), { name: "DataError" });
});

test("keys are for their algorithm and their use", async () => {
  const key = await subtle.generateKey!({ name: "AES-CBC", length: 128 }, true, ["encrypt"]);
  await assertRejects(() => subtle.encrypt!({ name: "AES-GCM", iv: new Uint8Array(12) }, key, DATA), { name: "InvalidAccessError" });
  await assertRejects(() => subtle.decrypt!({ name: "AES-CBC", iv: new Uint8Array(16) }, key, DATA), { name: "InvalidAccessError" });
  await assertRejects(() => subtle.encrypt!({ name: "AES-CBC", iv: new Uint8Array(5) }, key, DATA), { name: "OperationError" });
  await assertRejects(() => subtle.encrypt!({ name: "AES-CBC" }, key, DATA), TypeError);
  await assertRejects(() => subtle.generateKey!({ name: "AES-CBC", length: 128 }, true, []), { name: "SyntaxError" });
  await assertRejects(() => subtle.importKey!("spki", DATA, "AES-CBC", true, ["encrypt"]), { name: "NotSupportedError" });
});

test("keys are cloned", async () => {
  const { publicKey, privateKey } = await subtle.generateKey!("Ed25519", false, ["sign", "verify"]);
  const clone = structuredClone(privateKey);
  assert(clone instanceof CryptoKey && clone !== privateKey);
  const signature = await subtle.sign!("Ed25519", clone, DATA);
  assertEquals(await subtle.verify!("Ed25519", structuredClone(publicKey), signature, DATA), true);
  assertEquals([clone.type, clone.extractable, clone.usages], ["private", false, ["sign"]]);
});
