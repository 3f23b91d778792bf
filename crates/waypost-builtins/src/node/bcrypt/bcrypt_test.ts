// bcrypt and @node-rs/bcrypt: hashes of the packages are verified, and made as they make them.

import { assert, assertEquals, assertRejects, assertThrows, test } from "waypost-internal:internal/testing/testing";
import bcrypt from "waypost-internal:node/bcrypt/bcrypt";
import nodeRs from "waypost-internal:node/bcrypt/node_rs";

/** Made by bcrypt 6. */
const SALT = "$2b$04$abcdefghijklmnopqrstuu";
const HASHES: [password: string, hash: string][] = [
  ["p\u00e4ss", "$2b$04$abcdefghijklmnopqrstuuF7KK/SfP9IRGj0pPJMr8GdtCS8xpmpC"],
  ["x".repeat(100), "$2a$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i"],
];

test("hashes of the package are made and verified", async () => {
  for (const [password, hash] of HASHES) {
    assertEquals(bcrypt.hashSync(password, hash.slice(0, 29)), hash);
    assertEquals(await bcrypt.hash(password, hash.slice(0, 29)), hash);
    assertEquals(bcrypt.compareSync(password, hash), true);
    assertEquals(await bcrypt.compare("other", hash), false);
    assertEquals(await nodeRs.verify(password, hash), true);
    assertEquals(nodeRs.compareSync("other", hash), false);
  }
  assertEquals(bcrypt.compareSync("p", "nonsense"), false);
  assertEquals(await bcrypt.compare("p", ""), false);
});

test("by rounds", async () => {
  const hash = (await bcrypt.hash("secret", 4)) as string;
  assert(/^\$2b\$04\$[./A-Za-z0-9]{53}$/.test(hash), hash);
  assertEquals(bcrypt.getRounds(hash), 4);
  assert(hash !== bcrypt.hashSync("secret", 4));
  assert(bcrypt.genSaltSync(1).startsWith("$2b$04$"), "fewer rounds than there can be");
  assert(((await bcrypt.genSalt(5, "a")) as string).startsWith("$2a$05$"));
});

test("callbacks are called in a turn of their own", async () => {
  const order: string[] = [];
  const answer = await new Promise((resolve, reject) => {
    const returned = bcrypt.hash("secret", SALT, (error, hash) => {
      order.push("callback");
      if (error) reject(error);
      else resolve(hash);
    });
    assertEquals(returned, undefined);
    order.push("after");
  });
  assertEquals(order, ["after", "callback"]);
  assertEquals(await new Promise((resolve) => bcrypt.compare("secret", answer as string, (_, same) => resolve(same))), true);
  assertEquals(await new Promise((resolve) => bcrypt.hash(1 as never, 4, (error) => resolve(error?.message))), "data must be a string or Buffer and salt must either be a salt string or a number of rounds");
});

test("wrong arguments", async () => {
  assertThrows(() => bcrypt.hashSync("p", "x"), { message: "Invalid salt. Salt must be in the form of: $Vers$log2(NumRounds)$saltvalue" });
  assertThrows(() => bcrypt.hashSync(undefined as never, 4), { message: "data and salt arguments required" });
  await assertRejects(() => bcrypt.compare("p", undefined as never), { message: "data and hash arguments required" });
  assertThrows(() => bcrypt.getRounds("x"), { message: "invalid hash provided" });
});

test("@node-rs/bcrypt takes cost by position and by name", async () => {
  for (const hash of [await nodeRs.hash("secret", 4), nodeRs.hashSync("secret", { cost: 4, version: "2a" })]) {
    assertEquals(nodeRs.parseOptions(hash).cost, 4);
    assertEquals(bcrypt.compareSync("secret", hash), true);
  }
  const salt = new Uint8Array(16).fill(3);
  assertEquals(nodeRs.hashSync("secret", 4, salt), nodeRs.hashSync("secret", { cost: 4, salt }));
  assertThrows(() => nodeRs.hashSync("secret", 3), { code: "ERR_OUT_OF_RANGE" });
  assertEquals(nodeRs.DEFAULT_COST, 12);
});
