export async function run() {
  const out = [];
  const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  out.push(new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x68, 0xff, 0xc3])), new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array([0xef, 0xbb, 0xbf])).length);
  out.push(new TextDecoder("latin1").encoding, new TextDecoder("shift_jis").decode(new Uint8Array([0x82, 0xa0])), new TextDecoder("utf-16le").decode(new Uint8Array([0x41, 0])));
  for (const wrong of [() => new TextDecoder("nope"), () => new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([0xff])), () => atob("*"), () => btoa("\u20ac")]) {
    try {
      wrong();
    } catch (error) {
      out.push(`${error.name} ${error.code}`);
    }
  }
  const decoder = new TextDecoder();
  out.push(decoder.decode(new Uint8Array([0xe2, 0x82]), { stream: true }) + "|" + decoder.decode(new Uint8Array([0xac])));
  out.push(JSON.stringify(new TextEncoder().encodeInto("a\u20ac", new Uint8Array(3))), hex(new TextEncoder().encode("\ud800")));
  out.push(hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode("abc"))));
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode("secret"), { name: "HMAC", hash: "SHA-256" }, true, ["sign", "verify"]);
  const data = new TextEncoder().encode("payload");
  const signature = await crypto.subtle.sign("HMAC", key, data);
  out.push(hex(signature), await crypto.subtle.verify("HMAC", key, signature, data), await crypto.subtle.verify("HMAC", key, new Uint8Array(32), data));
  out.push(key.type, key.algorithm.name, key.algorithm.hash.name, key.algorithm.length, key.usages.join(), hex(await crypto.subtle.exportKey("raw", key)));
  for (const wrong of [() => crypto.subtle.digest("MD5", data), () => crypto.subtle.sign("HMAC", {}, data), () => crypto.getRandomValues(new Float32Array(1)), () => crypto.getRandomValues(new Uint8Array(65537))]) {
    try {
      await wrong();
      out.push("no error");
    } catch (error) {
      out.push(error.name);
    }
  }
  out.push(crypto.randomUUID().length, crypto.getRandomValues(new Uint8Array(8)).length);
  return out.join("\n");
}
