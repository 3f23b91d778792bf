// Bodies in character sets other than UTF-8.

import { Buffer } from "waypost-internal:node/buffer/buffer";
import { TextDecoder } from "waypost-internal:web/encoding/encoding";
import { utf8Decode } from "waypost-internal:web/encoding/utf8";

type Decodable = Uint8Array & { toString(encoding: string): string };

/** The text of a body, or undefined when the character set is unknown. */
export function decodeBody(bytes: Uint8Array, charset: string): string | undefined {
  const label = charset.toLowerCase();
  switch (label) {
    case "utf-8":
    case "utf8":
      return utf8Decode(bytes);
    case "latin1":
    case "iso-8859-1":
    case "binary":
      // The encoding standard reads these labels as windows-1252; HTTP means the bytes.
      return (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as unknown as Decodable).toString("latin1");
    default:
  }
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return undefined;
  }
}
