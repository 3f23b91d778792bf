// The newer algorithms of `subtle`: there and back, and what they refuse.

import { assert, assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import type { CryptoKey } from "waypost-internal:web/crypto/crypto_key";
import { SubtleCrypto, subtle } from "waypost-internal:web/crypto/subtle";
import type { CryptoKeyPair, JsonWebKey } from "waypost-internal:web/crypto/support";
import { utf8Encode } from "waypost-internal:web/encoding/utf8";

const data = utf8Encode("a message that is longer than one block");
const hex = (buffer: unknown): string => new Uint8Array(buffer as ArrayBuffer).toHex();

test("digests", async () => {
  assertEquals(hex(await subtle.digest("SHA3-256", new Uint8Array(0))), "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  const algorithm = { name: "cSHAKE128", length: 256, customization: utf8Encode("Email Signature") };
  assertEquals(hex(await subtle.digest(algorithm, Uint8Array.of(0, 1, 2, 3))), "c1c36925b6409a04f1b504fcbca9d82b4017277cb5ed2b2065fc1d3814d5aaf5");
  await assertRejects(subtle.digest("cSHAKE128", data), TypeError);
});

test("ciphers", async () => {
  for (const [algorithm, size] of [[{ name: "AES-OCB", length: 192 }, 15], [{ name: "ChaCha20-Poly1305" }, 12]] as const) {
    const key = (await subtle.generateKey(algorithm, true, ["encrypt", "decrypt"])) as CryptoKey;
    const params = { name: algorithm.name, iv: new Uint8Array(size), additionalData: data };
    const sealed = new Uint8Array(await subtle.encrypt(params as never, key, data));
    assertEquals(sealed.length, data.length + 16);
    assertEquals(hex(await subtle.decrypt(params as never, key, sealed)), data.toHex());
    const jwk = (await subtle.exportKey("jwk", key)) as JsonWebKey;
    const again = await subtle.importKey("jwk", jwk, algorithm, true, ["decrypt"]);
    assertEquals(hex(await subtle.exportKey("raw-secret", again)), hex(await subtle.exportKey("raw-secret", key)));
    sealed[3]! ^= 1;
    assertEquals(((await assertRejects(subtle.decrypt(params as never, key, sealed))) as Error).name, "OperationError");
    assertEquals(((await assertRejects(subtle.encrypt({ name: algorithm.name, iv: new Uint8Array(16) } as never, key, data))) as Error).name, "OperationError");
    assertEquals(((await assertRejects(subtle.exportKey("raw", key))) as Error).name, "NotSupportedError");
  }
});

test("codes", async () => {
  const key = (await subtle.generateKey("KMAC256", false, ["sign", "verify"])) as CryptoKey;
  const params = { name: "KMAC256", length: 512, customization: data } as never;
  const code = await subtle.sign(params, key, data);
  assertEquals(code.byteLength, 64);
  assert(await subtle.verify(params, key, code, data));
  assert(!(await subtle.verify({ name: "KMAC256", length: 512 } as never, key, code, data)));
});

test("signatures over lattices", async () => {
  const { publicKey, privateKey } = (await subtle.generateKey("ML-DSA-44", true, ["sign", "verify"])) as CryptoKeyPair;
  const params = { name: "ML-DSA-44", context: utf8Encode("here") } as never;
  const signature = await subtle.sign(params, privateKey, data);
  assert(await subtle.verify(params, publicKey, signature, data));
  assert(!(await subtle.verify("ML-DSA-44", publicKey, signature, data)));
  for (const format of ["pkcs8", "raw-seed", "jwk"]) {
    const again = await subtle.importKey(format, (await subtle.exportKey(format, privateKey)) as ArrayBuffer, "ML-DSA-44", true, ["sign"]);
    const theirs = await subtle.getPublicKey(again, ["verify"]);
    assertEquals(hex(await subtle.exportKey("spki", theirs)), hex(await subtle.exportKey("spki", publicKey)));
    assert(await subtle.verify("ML-DSA-44", theirs, await subtle.sign("ML-DSA-44", again, data), data));
  }
  const cut = ((await subtle.exportKey("spki", publicKey)) as ArrayBuffer).slice(1);
  assertEquals(((await assertRejects(subtle.importKey("spki", cut, "ML-DSA-44", true, ["verify"]))) as Error).name, "DataError");
});

test("encapsulation", async () => {
  const { publicKey, privateKey } = (await subtle.generateKey("ML-KEM-768", true, ["encapsulateKey", "decapsulateKey", "decapsulateBits"])) as CryptoKeyPair;
  const aes = { name: "AES-GCM", length: 256 } as never;
  const { sharedKey, ciphertext } = await subtle.encapsulateKey("ML-KEM-768", publicKey, aes, true, ["encrypt"]);
  const theirs = await subtle.decapsulateKey("ML-KEM-768", privateKey, ciphertext, aes, true, ["decrypt"]);
  const secret = hex(await subtle.exportKey("raw", sharedKey));
  assertEquals(hex(await subtle.exportKey("raw-secret", theirs)), secret);
  assertEquals(hex(await subtle.decapsulateBits("ML-KEM-768", privateKey, ciphertext)), secret);
  assertEquals(((await assertRejects(subtle.encapsulateBits("ML-KEM-768", publicKey))) as Error).name, "InvalidAccessError");
  assertEquals(((await assertRejects(subtle.decapsulateBits("ML-KEM-768", privateKey, new Uint8Array(5)))) as Error).name, "OperationError");
});

test("what is supported", () => {
  assert(SubtleCrypto.supports("generateKey", "ML-KEM-768"));
  assert(SubtleCrypto.supports("deriveBits", { name: "HKDF", hash: "SHA-256", salt: data, info: data } as never, 256));
  assert(!SubtleCrypto.supports("generateKey", { name: "AES-GCM", length: 100 } as never));
  assert(!SubtleCrypto.supports("digest", "AES-GCM"));
  assert(!SubtleCrypto.supports("toString", "SHA-256"));
});

// https://www.rfc-editor.org/rfc/rfc8032#section-7.4, "1 octet"
test("Ed448 signs as its vectors, and without a context", async () => {
  const jwk = {
    kty: "OKP",
    crv: "Ed448",
    d: "xOqwXTVwB8Yy89uzSEiZJNVSsIwO41gNSgAawqzORjr76m7F6CY0Hny_PeMlgpplpPZkW5tAAxvM",
    x: "Q7oo9DDN_0Va5TFUX3rNCsg0pV2TWMNyK_oMbGeYwIZq6gHrAHQoArhDjqTLghacI1FgYntMOpSA",
  };
  const pair = (await subtle.generateKey("Ed448", true, ["sign", "verify"])) as CryptoKeyPair;
  const signature = await subtle.sign("Ed448", pair.privateKey, data);
  assertEquals(signature.byteLength, 114);
  assert(await subtle.verify("Ed448", pair.publicKey, signature, data));
  assert(!(await subtle.verify("Ed448", pair.publicKey, signature, data.subarray(1))));
  assertEquals(((await assertRejects(subtle.sign({ name: "Ed448", context: data } as never, pair.privateKey, data))) as Error).name, "NotSupportedError");
  const exported = (await subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey;
  assertEquals([exported.crv, exported.kty, exported.alg], ["Ed448", "OKP", "Ed448"]);
  for (const format of ["raw", "spki"]) {
    const bytes = await subtle.exportKey(format, pair.publicKey);
    const again = await subtle.importKey(format, bytes as ArrayBuffer, "Ed448", true, ["verify"]);
    assert(await subtle.verify("Ed448", again, signature, data), format);
  }
  // The two halves belong to different keys.
  assertEquals(((await assertRejects(subtle.importKey("jwk", jwk, "Ed448", true, ["sign"]))) as Error).name, "DataError");
});

test("X448 agrees", async () => {
  const mine = (await subtle.generateKey("X448", true, ["deriveBits"])) as CryptoKeyPair;
  const theirs = (await subtle.generateKey("X448", true, ["deriveBits"])) as CryptoKeyPair;
  const one = await subtle.deriveBits({ name: "X448", public: theirs.publicKey } as never, mine.privateKey, null);
  const other = await subtle.deriveBits({ name: "X448", public: mine.publicKey } as never, theirs.privateKey, 448);
  assertEquals([one.byteLength, hex(one)], [56, hex(other)]);
});
