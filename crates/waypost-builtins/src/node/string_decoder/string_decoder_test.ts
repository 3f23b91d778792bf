// node:string_decoder: what is held back, and what comes of it at the end.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { Buffer } from "waypost-internal:node/buffer/buffer";
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
