// argon2 and @node-rs/argon2: hashes of the packages are verified, and made as they make them.

import { assert, assertEquals, assertRejects, test } from "waypost-internal:internal/testing/testing";
import argon2 from "waypost-internal:node/argon2/argon2";
import nodeRs from "waypost-internal:node/argon2/node_rs";
import { Buffer } from "waypost-internal:node/buffer/buffer";

const SALT = Buffer.alloc(16, 7);

/** Made by argon2 0.44, which writes the parameters in another order. */
const OF_ARGON2 = "$argon2id$v=19$m=64,p=2,t=2$BwcHBwcHBwcHBwcHBwcHBw$EuHSLh8SKAfFIIEEx8QzSue5f9hNoHZ6IY/h4PSqDFs";
const WITH_SECRET = "$argon2i$v=19$m=64,p=1,t=2,data=YWQ$BwcHBwcHBwcHBwcHBwcHBw$XrwyEzaHZgOklLk6lai4VPX1Pi9AgpNrimQc9E9IjqQ";
/** Made by @node-rs/argon2 2. */
const OF_NODE_RS = "$argon2d$v=19$m=64,t=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$VMdMVFB/KlEK3k6RllwnnsV8ow2JCTNMZVgkQvkrZlg";

test("hashes of both packages are verified by both", async () => {
  for (const digest of [OF_ARGON2, OF_NODE_RS]) {
    assertEquals(await argon2.verify(digest, "secret"), true, digest);
    assertEquals(await argon2.verify(digest, Buffer.from("secret")), true, digest);
    assertEquals(await argon2.verify(digest, "other"), false, digest);
    assertEquals(await nodeRs.verify(digest, "secret"), true, digest);
    assertEquals(nodeRs.verifySync(digest, "other"), false, digest);
  }
  assertEquals(await argon2.verify(WITH_SECRET, "secret", { secret: Buffer.from("k") }), true);
  assertEquals(await argon2.verify(WITH_SECRET, "secret"), false);
});

test("the same options make the same hash", async () => {
  const hash = await argon2.hash("secret", { salt: SALT, memoryCost: 64, timeCost: 2, parallelism: 2 });
  assertEquals(hash, OF_ARGON2.replace("m=64,p=2,t=2", "m=64,t=2,p=2"));
  const options = { salt: SALT, memoryCost: 64, timeCost: 1, algorithm: nodeRs.Algorithm.Argon2d as number };
  assertEquals(nodeRs.hashSync("secret", options), OF_NODE_RS);
  assertEquals(await nodeRs.hash("secret", options), OF_NODE_RS);
  const raw = await argon2.hash("secret", { salt: SALT, memoryCost: 64, timeCost: 2, parallelism: 2, raw: true });
  assert(Buffer.isBuffer(raw));
  assertEquals(raw.toString("base64").replace(/=+$/, ""), OF_ARGON2.split("$").at(-1));
});

test("salts differ, parameters are told", async () => {
  const [first, second] = await Promise.all([argon2.hash("p", { memoryCost: 64 }), argon2.hash("p", { memoryCost: 64 })]);
  assert(first !== second);
  assertEquals(argon2.needsRehash(first as string, { memoryCost: 64 }), false);
  assertEquals(argon2.needsRehash(first as string), true);
  const parsed = nodeRs.parseOptions(OF_NODE_RS);
  assertEquals(parsed, { algorithm: 0, version: 1, memoryCost: 64, timeCost: 1, parallelism: 1, outputLen: 32, saltLen: 16 });
});

test("what is no hash", async () => {
  await assertRejects(() => argon2.verify("nonsense", "p"), TypeError);
  assertEquals(await argon2.verify("$scrypt$x$y", "p"), false);
  await assertRejects(() => argon2.hash(1 as never), TypeError);
  await assertRejects(() => argon2.hash("p", { timeCost: 2 ** 32 }), RangeError);
});
