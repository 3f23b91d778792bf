// multipart/form-data: entries to bytes and bytes to entries.
// https://html.spec.whatwg.org/#multipart-form-data and https://andreubotella.github.io/multipart-form-data/

import { blobSegments } from "waypost-internal:web/blob/blob";
import { fileOf } from "waypost-internal:web/blob/file";
import { utf8DecodeKeepBom, utf8Encode } from "waypost-internal:web/encoding/utf8";
import { type FormData, formDataFromList, formDataList, type FormDataValue } from "waypost-internal:web/formdata/formdata";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { op_formdata_parse } from "waypost-native:web/formdata";

/** A body made from a FormData. */
export interface MultipartBody {
  boundary: string;
  /** The bytes in pieces: not to be written to. */
  parts: Uint8Array[];
  /** How many bytes that are. */
  length: number;
}

/** https://html.spec.whatwg.org/#multipart/form-data-encoding-algorithm */
export function encodeMultipart(data: FormData): MultipartBody {
  const boundary = `----formdata-waypost-${randomBytes(12).toHex()}`;
  const parts: Uint8Array[] = [];
  const list = formDataList(data);
  for (let i = 0; i < list.length; i += 2) {
    const value = list[i + 1]!;
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(withCrlf(list[i] as string))}"`;
    if (typeof value === "string") {
      parts.push(utf8Encode(`${head}\r\n\r\n${withCrlf(value)}\r\n`));
    } else {
      head += `; filename="${escapeName(value.name)}"\r\nContent-Type: ${value.type || "application/octet-stream"}`;
      parts.push(utf8Encode(`${head}\r\n\r\n`), ...blobSegments(value), CRLF);
    }
  }
  parts.push(utf8Encode(`--${boundary}--\r\n`));
  let length = 0;
  for (const part of parts) length += part.length;
  return { boundary, parts, length };
}

const CRLF: Uint8Array = utf8Encode("\r\n");

/** Every line end becomes CR LF. */
function withCrlf(text: string): string {
  return /[\r\n]/.test(text) ? text.replace(/\r\n|\r|\n/g, "\r\n") : text;
}

function escapeName(name: string): string {
  return /[\r\n"]/.test(name) ? name.replaceAll("\n", "%0A").replaceAll("\r", "%0D").replaceAll('"', "%22") : name;
}

/** The entries of a body; a `TypeError` when it is malformed. It takes the bytes over. */
export function parseMultipart(bytes: Uint8Array, boundary: string): FormData {
  const fields = op_formdata_parse(bytes, boundary);
  if (fields === undefined) throw new TypeError("Failed to parse body as FormData.");
  const list: FormDataValue[] = [];
  for (let i = 0; i < fields.length; i += 5) {
    const filename = fields[i + 1] as string | null;
    const content = bytes.subarray(fields[i + 3] as number, fields[i + 4] as number);
    const name = fields[i] as string;
    if (filename === null) list.push(name, utf8DecodeKeepBom(content));
    else list.push(name, fileOf(fileSegments(content, bytes), filename, fields[i + 2] as string));
  }
  return formDataFromList(list);
}

/** A file shares the body's memory, unless it would keep a much larger body alive. */
function fileSegments(content: Uint8Array, body: Uint8Array): Uint8Array[] {
  if (content.length === 0) return [];
  return [content.length * 4 < body.length ? content.slice() : content];
}
