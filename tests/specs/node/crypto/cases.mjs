import crypto, { createHash, createHmac, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
export async function run() {
  const out = [];
  for (const name of ["md5", "sha1", "sha256", "sha384", "sha512", "SHA256", "sha3-256"]) {
    try {
      out.push(`${name} ${createHash(name).update("hé").update(Buffer.from([1])).digest("hex")}`);
    } catch (error) {
      out.push(`${name} ${error.message}`);
    }
  }
  for (const encoding of ["base64", "base64url", "latin1"]) out.push(createHash("md5").update("x").digest(encoding).length);
  out.push(createHmac("sha256", "secret").update("payload").digest("base64"));
  out.push(createHmac("sha1", Buffer.alloc(100, 1)).update("payload", "utf8").digest("hex"));
  const hash = createHash("sha256").update("a");
  out.push(hash.copy().update("b").digest("hex").slice(0, 8), hash.digest().toString("hex").slice(0, 8));
  for (const wrong of [() => hash.update("x"), () => hash.digest(), () => createHash("nope"), () => createHash("md5").update(1), () => timingSafeEqual(Buffer.alloc(1), Buffer.alloc(2))]) {
    try {
      wrong();
      out.push("no error");
    } catch (error) {
      out.push(`${error.name} ${error.code}`);
    }
  }
  out.push(timingSafeEqual(Buffer.from("ab"), Buffer.from("ab")));
  out.push(randomBytes(16).length, /^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(randomUUID()), crypto.randomInt(5, 6));
  out.push(crypto.webcrypto.subtle === globalThis.crypto.subtle);
  out.push(crypto.getHashes().includes("sha256"));
  const stripe = { t: 1700000000, body: '{"id":"evt_1"}' };
  out.push(`t=${stripe.t},v1=${createHmac("sha256", "whsec_test").update(`${stripe.t}.${stripe.body}`).digest("hex")}`);
  return out.join("\n");
}
