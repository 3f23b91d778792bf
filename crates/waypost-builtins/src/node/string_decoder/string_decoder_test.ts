// node:string_decoder: what is held back, and what comes of it at the end.

import { assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { Buffer, kStringMaxLength } from "waypost-internal:node/buffer/buffer";
import { StringDecoder } from "waypost-internal:node/string_decoder/string_decoder";

for (const [encoding, pieces, expected] of [
  ["utf8", ["c3", "a4"], ["", "\u00e4", ""]],
  ["utf8", ["f69b", "d1"], ["", "\ufffd\ufffd", "\ufffd"]],
  ["utf16le", ["3dd8", "4d"], ["", "", "\ud83d"]],
  ["utf16le", ["3dd84d"], ["\ud83d", ""]],
  ["utf16le", ["3dd8", "4ddc"], ["", "\ud83d\udc4d", ""]],
  ["utf16le", ["41"], ["", ""]],
] as const) {
  test(`${encoding} in the pieces ${pieces.join(" ")}`, () => {
    const decoder = new StringDecoder(encoding);
    const written = pieces.map((piece) => decoder.write(Buffer.from(piece, "hex") as never));
    assertEquals([...written, decoder.end()], [...expected]);
  });
}

test("what is no decoder, and more than a string can hold", () => {
  const write = StringDecoder.prototype.write as (chunk: unknown) => string;
  assertThrows(() => write.call({}, Buffer.from("a")), { code: "ERR_INVALID_THIS" });
  assertThrows(() => new StringDecoder("latin1").write(new Uint8Array(kStringMaxLength + 1)), { code: "ERR_STRING_TOO_LONG" });
});
