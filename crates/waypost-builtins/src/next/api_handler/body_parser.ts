// `req.body`: the whole body, read and parsed before the handler runs. A body that arrived with its
// head is parsed at once, so a small JSON request costs no further turn.

import { REQUEST_BODY } from "waypost-internal:internal/turn/layout";
import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { decodeBody } from "waypost-internal:next/api_handler/charset";
import type { SizeLimit } from "waypost-internal:next/api_handler/config";
import { ApiError } from "waypost-internal:next/api_handler/error_answer";
import { type MediaType, mediaTypeOf } from "waypost-internal:next/api_handler/media_type";
import { parsePairs, type Query } from "waypost-internal:next/api_handler/query";
import { utf8Length } from "waypost-internal:web/encoding/utf8";

/** As many pairs of a form body as Node's querystring takes. */
const FORM_PAIRS = 1000;
const BYTE_ORDER_MARK = 0xfeff;
const { NONE, TEXT, BYTES } = REQUEST_BODY;

function tooLarge(limit: SizeLimit): ApiError {
  return new ApiError(413, `Body exceeded ${limit.limitText} limit`);
}

function invalidBody(): ApiError {
  return new ApiError(400, "Invalid body");
}

function parseText(text: string, { type }: MediaType): unknown {
  switch (type) {
    case "application/json":
    case "application/ld+json":
      if (text === "") return {};
      try {
        return JSON.parse(text);
      } catch {
        throw new ApiError(400, "Invalid JSON");
      }
    case "application/x-www-form-urlencoded":
      return parsePairs(text, Object.create(null) as Query, FORM_PAIRS);
    default:
      return text;
  }
}

/** Whether the body is complete already. */
export function isInline(invocation: Invocation): boolean {
  return invocation.bodyKind !== REQUEST_BODY.RESOURCE;
}

/** The parsed body of a request without one. */
export function emptyBody(invocation: Invocation): unknown {
  return parseText("", mediaTypeOf(invocation.header("content-type")));
}

/** The parsed body of a request whose body is complete. Throws an `ApiError`. */
export function parseInlineBody(invocation: Invocation, limit: SizeLimit): unknown {
  const media = mediaTypeOf(invocation.header("content-type"));
  if (invocation.bodyLength > limit.limit) throw tooLarge(limit);
  switch (invocation.bodyKind) {
    case TEXT: {
      const text = invocation.bodyText;
      // The length of a body without an announced one; a unit is at most three bytes.
      if (invocation.bodyLength < 0 && text.length * 3 > limit.limit && utf8Length(text) > limit.limit) throw tooLarge(limit);
      return parseText(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text, media);
    }
    case BYTES:
      if (invocation.bodyBytes.byteLength > limit.limit) throw tooLarge(limit);
      return parseBytes(invocation.bodyBytes, media);
    case NONE:
    default:
      return parseText("", media);
  }
}

function parseBytes(bytes: Uint8Array, media: MediaType): unknown {
  const text = decodeBody(bytes, media.charset);
  if (text === undefined) throw invalidBody();
  return parseText(text, media);
}

/** The parsed body of a request whose body is still arriving. */
export async function readBody(invocation: Invocation, limit: SizeLimit): Promise<unknown> {
  const media = mediaTypeOf(invocation.header("content-type"));
  if (invocation.bodyLength > limit.limit) throw tooLarge(limit);
  if (decodeBody(new Uint8Array(0), media.charset) === undefined) throw invalidBody();
  return parseBytes(await readWhole(invocation, limit), media);
}

async function readWhole(invocation: Invocation, limit: SizeLimit): Promise<Uint8Array> {
  const body = invocation.openBody();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    let piece: Uint8Array | undefined;
    try {
      piece = await body.read();
    } catch {
      throw invalidBody();
    }
    if (piece === undefined) break;
    length += piece.byteLength;
    if (length > limit.limit) {
      body.cancel();
      throw tooLarge(limit);
    }
    pieces.push(piece);
  }
  if (pieces.length === 1) return pieces[0] as Uint8Array;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
