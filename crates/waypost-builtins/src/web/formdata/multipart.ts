// multipart/form-data: entries to bytes and bytes to entries.
// https://html.spec.whatwg.org/#multipart-form-data and https://andreubotella.github.io/multipart-form-data/

import { blobSegments, type Segment } from "waypost-internal:web/blob/blob";
import { fileOf } from "waypost-internal:web/blob/file";
import { SpooledFile, SpooledSegment } from "waypost-internal:web/blob/spooled";
import { utf8DecodeKeepBom, utf8Encode } from "waypost-internal:web/encoding/utf8";
import { type FormData, formDataFromList, formDataList, type FormDataValue } from "waypost-internal:web/formdata/formdata";
import { randomBytes } from "waypost-internal:web/crypto/random";
import { op_formdata_close, op_formdata_finish, op_formdata_open, op_formdata_parse, op_formdata_write } from "waypost-native:web/formdata";

/** A body made from a FormData. */
export interface MultipartBody {
  boundary: string;
  /** The bytes in pieces: not to be written to. */
  parts: Segment[];
  /** How many bytes that are. */
  length: number;
}

/** https://html.spec.whatwg.org/#multipart/form-data-encoding-algorithm */
export function encodeMultipart(data: FormData): MultipartBody {
  const boundary = `----formdata-waypost-${randomBytes(12).toHex()}`;
  const parts: Segment[] = [];
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

function malformed(why: string): TypeError {
  return new TypeError("Failed to parse body as FormData.", { cause: new Error(why) });
}

/** Gives the form with this id what is still to come: nothing, or why the form cannot be taken. */
export type FormFeed = (id: number) => Promise<undefined | string>;

/** Feeds a form with what `pull` gives, up to nothing. */
export async function feedPieces(id: number, pull: () => Promise<Uint8Array | undefined>): Promise<undefined | string> {
  for (;;) {
    const piece = await pull();
    if (piece === undefined) return undefined;
    const refused = await op_formdata_write(id, piece);
    if (refused !== undefined) return refused;
  }
}

/**
 * The entries of a body that is still arriving, its files on disk: `first` are the pieces that are there, `feed` gives
 * the others and bounds their sum.
 */
export async function spoolMultipart(first: Uint8Array[], feed: FormFeed, boundary: string): Promise<FormData> {
  const id = op_formdata_open(boundary);
  if (id === undefined) throw malformed("the boundary is empty or too long");
  try {
    first.reverse();
    const refused = (await feedPieces(id, () => Promise.resolve(first.pop()))) ?? (await feed(id));
    if (refused !== undefined) throw malformed(refused);
    const parts = await op_formdata_finish(id);
    if (typeof parts === "string") throw malformed(parts);
    return formDataFromList(spooledEntries(parts));
  } finally {
    op_formdata_close(id);
  }
}

function spooledEntries(parts: (string | number | null | Uint8Array)[]): FormDataValue[] {
  const file = parts[0] === null ? undefined : new SpooledFile(parts[0] as number);
  const list: FormDataValue[] = [];
  for (let i = 1; i < parts.length; i += 6) {
    const [name, filename, type, bytes, offset, length] = parts.slice(i, i + 6);
    if (filename === null) {
      list.push(name as string, utf8DecodeKeepBom(bytes as Uint8Array));
      continue;
    }
    const segments = file === undefined || length === 0 ? [] : [new SpooledSegment(file, offset as number, length as number)];
    list.push(name as string, fileOf(segments, filename as string, type as string));
  }
  return list;
}

/** A file shares the body's memory, unless it would keep a much larger body alive. */
function fileSegments(content: Uint8Array, body: Uint8Array): Uint8Array[] {
  if (content.length === 0) return [];
  return [content.length * 4 < body.length ? content.slice() : content];
}
