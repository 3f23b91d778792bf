import { inspect } from "node:util";
export async function run() {
  const out = [];
  const bytes = Buffer.from("héllo \u{1F600}");
  for (const encoding of ["utf8", "hex", "base64", "base64url", "latin1", "ascii", "utf16le", "binary"]) out.push(`${encoding} ${JSON.stringify(bytes.toString(encoding))}`);
  out.push(JSON.stringify(Buffer.from("ff0g", "hex")), Buffer.from("aGk=", "base64").toString(), Buffer.from("_-8", "base64url").toString("hex"));
  out.push(inspect(Buffer.from("inspect me")), inspect(Buffer.alloc(60, 1)));
  const part = bytes.subarray(1, 3);
  part[0] = 0x41;
  out.push(bytes.toString("latin1").slice(0, 4), bytes.length, Buffer.byteLength("héllo"), bytes.indexOf("l"), bytes.includes("\u{1F600}"), bytes.lastIndexOf(0x6c));
  const numbers = Buffer.alloc(24);
  numbers.writeUInt32BE(0xdeadbeef, 0);
  numbers.writeInt16LE(-2, 4);
  numbers.writeDoubleBE(1.5, 6);
  numbers.writeBigUInt64LE(12345678901234567890n, 14);
  out.push(numbers.toString("hex"), numbers.readUInt32BE(0), numbers.readInt16LE(4), numbers.readDoubleBE(6), numbers.readBigUInt64LE(14));
  out.push(Buffer.compare(Buffer.from("a"), Buffer.from("b")), Buffer.from("abc").equals(Buffer.from("abc")), Buffer.concat([Buffer.from("a"), new Uint8Array([98])], 3).toString("hex"));
  out.push(Buffer.from([256, -1, 1.9, "3"]).toString("hex"), Buffer.from(new Uint16Array([1, 256])).toString("hex"), Buffer.isBuffer(new Uint8Array(1)));
  for (const wrong of [() => numbers.readUInt8(24), () => Buffer.from(5), () => numbers.writeUInt8(256, 0), () => Buffer.from("a").toString("nope")]) {
    try {
      wrong();
    } catch (error) {
      out.push(`${error.name} ${error.code}: ${error.message}`);
    }
  }
  out.push(Buffer.from("swap").swap16().toString(), Buffer.alloc(5, "ab").toString(), [...Buffer.from("ab").entries()].join("|"), atob(btoa("round")));
  return out.join("\n");
}
