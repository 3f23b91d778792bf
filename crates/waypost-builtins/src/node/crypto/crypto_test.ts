// node:crypto: hashes whole and in pieces, HMACs, streams, random functions, comparison.

import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
import * as crypto from "waypost-internal:node/crypto/crypto";
import defaultExport from "waypost-internal:node/crypto/crypto";

const { createHash, createHmac } = crypto;

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ABC_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

test("hashes by every spelling", () => {
  for (const name of ["sha256", "SHA256", "SHA-256", "sha-256", "SHA2-256", "RSA-SHA256"]) {
    assertEquals(createHash(name).update("abc").digest("hex"), ABC_SHA256, name);
  }
  const others: [string, string][] = [
    ["md5", "900150983cd24fb0d6963f7d28e17f72"],
    ["RSA-MD5", "900150983cd24fb0d6963f7d28e17f72"],
    ["sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["RSA-SHA1-2", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"],
    ["SHA-512/256", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"],
    ["sha512-224", "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"],
    ["SHA3-256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"],
  ];
  for (const [name, digest] of others) assertEquals(createHash(name).update("abc").digest("hex"), digest, name);
  for (const name of crypto.getHashes()) createHash(name).digest();
  assert(crypto.getHashes().includes("sha256"));
});

test("outputs", () => {
  const outputs: [string | undefined, unknown][] = [
    ["hex", ABC_SHA256],
    ["base64", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="],
    ["base64url", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"],
    ["latin1", Buffer.from(ABC_SHA256, "hex").toString("latin1")],
    ["buffer", Buffer.from(ABC_SHA256, "hex")],
    [undefined, Buffer.from(ABC_SHA256, "hex")],
  ];
  for (const [encoding, expected] of outputs) assertEquals(createHash("sha256").update("abc").digest(encoding), expected, encoding);
  assert(Buffer.isBuffer(createHash("md5").digest()));
});

test("inputs, whole and in pieces, short and long", () => {
  const bytes = new Uint8Array([97, 98, 99]);
  assertEquals(createHash("sha256").digest("hex"), EMPTY_SHA256);
  assertEquals(createHash("sha256").update("").update("abc").digest("hex"), ABC_SHA256);
  assertEquals(createHash("sha256").update("a").update(Buffer.from("b")).update(new DataView(bytes.buffer, 2)).digest("hex"), ABC_SHA256);
  assertEquals(createHash("sha256").update("616263", "hex").digest("hex"), ABC_SHA256);
  assertEquals(createHash("sha256").update("YWJj", "base64").digest("hex"), ABC_SHA256);
  const million = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
  assertEquals(createHash("sha256").update("a".repeat(1e6)).digest("hex"), million);
  assertEquals(createHash("sha256").update(Buffer.alloc(1e6, "a")).digest("hex"), million);
  const pieces = createHash("sha256");
  for (let i = 0; i < 1000; i++) pieces.update(i % 2 === 0 ? "a".repeat(1000) : Buffer.alloc(1000, "a"));
  assertEquals(pieces.digest("hex"), million);
});

test("a hash keeps what it was given", () => {
  const buffer = Buffer.from("abc");
  const hash = createHash("sha256").update(buffer);
  buffer.fill(0);
  assertEquals(hash.digest("hex"), ABC_SHA256);
});

test("copies go their own way", () => {
  for (const start of ["a", "a".repeat(100000)]) {
    const first = createHash("sha1").update(start);
    const second = first.copy();
    first.update("b");
    assertEquals(second.digest("hex"), createHash("sha1").update(start).digest("hex"));
    assertEquals(first.digest("hex"), createHash("sha1").update(`${start}b`).digest("hex"));
  }
});

test("HMAC", () => {
  const data = "what do ya want for nothing?";
  const codes: [string, string][] = [
    ["md5", "750c783e6ab0b503eaa86e310a5db738"],
    ["sha1", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"],
    ["SHA256", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"],
  ];
  for (const [name, code] of codes) {
    assertEquals(createHmac(name, "Jefe").update(data).digest("hex"), code, name);
    assertEquals(createHmac(name, Buffer.from("Jefe")).update(data.slice(0, 5)).update(data.slice(5)).digest("hex"), code);
  }
  const long = Buffer.alloc(200000, 1);
  assertEquals(createHmac("sha256", "k").update(long).digest("hex"), createHmac("sha256", "k").update(long.subarray(0, 9)).update(long.subarray(9)).digest("hex"));
  const used = createHmac("sha256", "k");
  used.digest();
  assertEquals(used.digest("hex"), "");
  assertEquals((used.digest() as Buffer).length, 0);
});

test("errors", () => {
  const hash = createHash("sha256");
  hash.digest();
  assertThrows(() => hash.digest(), { code: "ERR_CRYPTO_HASH_FINALIZED", message: "Digest already called" });
  assertThrows(() => hash.update("a"), { code: "ERR_CRYPTO_HASH_FINALIZED" });
  assertThrows(() => hash.copy(), { code: "ERR_CRYPTO_HASH_FINALIZED" });
  assertThrows(() => createHash("foo"), "Digest method not supported");
  assertThrows(() => createHash(undefined as never), { code: "ERR_INVALID_ARG_TYPE" });
  assertThrows(() => createHash("sha256").update(undefined as never), { code: "ERR_INVALID_ARG_TYPE" });
  assertThrows(() => createHash("sha256", { outputLength: 5 }), { code: "ERR_OSSL_EVP_NOT_XOF_OR_INVALID_LENGTH" });
  createHash("sha256", { outputLength: 32 });
  assertThrows(() => createHmac("foo", "k"), { code: "ERR_CRYPTO_INVALID_DIGEST", message: "Invalid digest: foo" });
  assertThrows(() => createHmac("sha256", undefined), { code: "ERR_INVALID_ARG_TYPE" });
});

test("hash() does it at once", () => {
  assertEquals(crypto.hash("sha256", "abc"), ABC_SHA256);
  assertEquals(crypto.hash("sha256", Buffer.from("abc"), "buffer"), Buffer.from(ABC_SHA256, "hex"));
  assertEquals(crypto.hash("md5", "", "base64"), "1B2M2Y8AsgTpgAmY7PhCfg==");
  assertThrows(() => crypto.hash("foo", ""), "Digest method not supported");
  assertThrows(() => crypto.hash("md5", 1 as never), { code: "ERR_INVALID_ARG_TYPE" });
});

test("random bytes", async () => {
  for (const size of [0, 1, 16, 300, 100000]) {
    const bytes = crypto.randomBytes(size);
    assert(Buffer.isBuffer(bytes));
    assertEquals(bytes.length, size);
  }
  for (const size of [16, 100000]) {
    const bytes = await new Promise<Buffer>((resolve, reject) => {
      crypto.randomBytes(size, (error, made) => (error === null ? resolve(made!) : reject(error)));
    });
    assertEquals(bytes.length, size);
    assert(bytes.some((byte) => byte !== 0));
  }
  assertThrows(() => crypto.randomBytes(-1), { code: "ERR_OUT_OF_RANGE" });
  assertThrows(() => crypto.randomBytes("a" as never), { code: "ERR_INVALID_ARG_TYPE" });
  assertThrows(() => crypto.randomBytes(1, 2 as never), { code: "ERR_INVALID_ARG_TYPE" });
});

test("random fill", async () => {
  const bytes = Buffer.alloc(40);
  assert(crypto.randomFillSync(bytes, 10, 20) === bytes);
  assert(bytes.subarray(0, 10).every((byte) => byte === 0) && bytes.subarray(30).every((byte) => byte === 0));
  assert(bytes.subarray(10, 30).some((byte) => byte !== 0));
  const wide = new Uint32Array(4);
  crypto.randomFillSync(wide, 2, 1);
  assertEquals([wide[0], wide[1], wide[3]], [0, 0, 0]);
  const filled = await new Promise<Uint8Array>((resolve) => {
    crypto.randomFill(new Uint8Array(32), 16, (_error: unknown, buffer: Uint8Array) => resolve(buffer));
  });
  assert(filled.subarray(0, 16).every((byte) => byte === 0) && filled.some((byte) => byte !== 0));
  assertThrows(() => crypto.randomFillSync(bytes, 41), { code: "ERR_OUT_OF_RANGE" });
  assertThrows(() => crypto.randomFillSync(bytes, 30, 11), { code: "ERR_OUT_OF_RANGE" });
  assertThrows(() => crypto.randomFillSync("a" as never), { code: "ERR_INVALID_ARG_TYPE" });
});

test("random integers", async () => {
  const seen = new Set<number>();
  for (let i = 0; i < 500; i++) seen.add(crypto.randomInt(5));
  assertEquals([...seen].sort(), [0, 1, 2, 3, 4]);
  for (let i = 0; i < 100; i++) {
    const value = crypto.randomInt(-3, 2 ** 40);
    assert(Number.isSafeInteger(value) && value >= -3 && value < 2 ** 40);
  }
  assertEquals(await new Promise((resolve) => crypto.randomInt(7, 8, (_error, value) => resolve(value))), 7);
  assertThrows(() => crypto.randomInt(5, 5), { code: "ERR_OUT_OF_RANGE" });
  assertThrows(() => crypto.randomInt("a" as never), { code: "ERR_INVALID_ARG_TYPE" });
  assertThrows(() => crypto.randomInt(0, 2 ** 48), { code: "ERR_OUT_OF_RANGE" });
  assertEquals(crypto.randomUUID().length, 36);
  assertThrows(() => crypto.randomUUID(1 as never), { code: "ERR_INVALID_ARG_TYPE" });
});

test("comparison in constant time", () => {
  assertEquals(crypto.timingSafeEqual(Buffer.from("abc"), new Uint8Array([97, 98, 99])), true);
  assertEquals(crypto.timingSafeEqual(Buffer.from("abc"), Buffer.from("abd")), false);
  assertEquals(crypto.timingSafeEqual(new ArrayBuffer(0), Buffer.alloc(0)), true);
  assertThrows(() => crypto.timingSafeEqual(Buffer.from("a"), Buffer.from("ab")), {
    name: "RangeError",
    code: "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH",
    message: "Input buffers must have the same byte length",
  });
  assertThrows(() => crypto.timingSafeEqual("a" as never, Buffer.from("a")), { code: "ERR_INVALID_ARG_TYPE" });
});

test("the module's faces agree", async () => {
  assert(defaultExport.createHash === createHash);
  assert((defaultExport as unknown as { webcrypto: unknown }).webcrypto === crypto.webcrypto);
  assert(crypto.subtle === crypto.webcrypto.subtle);
  assertEquals(crypto.getRandomValues(new Uint8Array(4)).length, 4);
  assertEquals(crypto.constants.RSA_PKCS1_PSS_PADDING, 6);
});

test("hashes are streams", async () => {
  const hash = createHash("sha256");
  const other = createHmac("sha256", "k");
  const read = (stream: typeof hash | typeof other, text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const emitter = stream as unknown as {
        on(event: string, listener: (value: never) => void): void;
        write(text: string): void;
        end(text: string): void;
      };
      emitter.on("data", (chunk: Buffer) => resolve(chunk.toString("hex")));
      emitter.on("error", reject);
      emitter.write(text.slice(0, 1));
      emitter.end(text.slice(1));
    });
  const results = await Promise.all([read(hash, "abc"), read(createHash("sha256"), "abc"), read(createHash("sha256"), "")]);
  assertEquals(results, [ABC_SHA256, ABC_SHA256, EMPTY_SHA256]);
  assertEquals(await read(other, "abc"), createHmac("sha256", "k").update("abc").digest("hex"));
});

test("a curve can be written out, and is known again", () => {
  const c = crypto as unknown as Record<string, (...args: unknown[]) => never>;
  for (const namedCurve of ["P-256", "secp256k1", "P-384", "P-521"]) {
    const encodings = { publicKeyEncoding: { type: "spki", format: "der" }, privateKeyEncoding: { type: "pkcs8", format: "der" } };
    const pair = c.generateKeyPairSync!("ec", { namedCurve, paramEncoding: "explicit", ...encodings }) as { publicKey: Buffer; privateKey: Buffer };
    assert(pair.publicKey.length > 300, String(pair.publicKey.length));
    const open = c.createPublicKey!({ key: pair.publicKey, format: "der", type: "spki" }) as { export(o: object): Buffer };
    const secret = c.createPrivateKey!({ key: pair.privateKey, format: "der", type: "pkcs8" }) as { export(o: object): Buffer };
    assertEquals(open.export({ format: "der", type: "spki" }).toString("hex"), pair.publicKey.toString("hex"));
    const signature = c.sign!("sha256", Buffer.from("m"), secret);
    assertEquals(c.verify!("sha256", Buffer.from("m"), open, signature) as boolean, true);
  }
});

test("members of a JSON Web Key come in Node's order", () => {
  const c = crypto as unknown as Record<string, (...args: unknown[]) => { privateKey: { export(o: object): object } }>;
  for (const [kind, options, expected] of [
    ["ec", { namedCurve: "P-256" }, ["kty", "x", "y", "crv", "d"]],
    ["ed25519", {}, ["crv", "d", "x", "kty"]],
  ] as const) {
    assertEquals(Object.keys(c.generateKeyPairSync!(kind, options).privateKey.export({ format: "jwk" })), [...expected]);
  }
});

test("triple DES, for what others still send", () => {
  const c = crypto as unknown as Record<string, (...args: unknown[]) => { update(d: string, i: string, o?: string): string; final(o: string): string }>;
  const [key, iv] = ["123456789012345678901234", "12345678"];
  const cipher = c.createCipheriv!("des-ede3-cbc", key, iv);
  const sealed = cipher.update("some text", "utf8", "hex") + cipher.final("hex");
  const decipher = c.createDecipheriv!("DES-EDE3-CBC", key, iv);
  assertEquals(decipher.update(sealed, "hex", "utf8") + decipher.final("utf8"), "some text");
});
