// What makes two calls of `fetch` the same: the URL, the method, the headers, the body and the rest of
// what is sent. Headers that only trace a request do not count.

import { Blob, blobBytes } from "waypost-internal:web/blob/blob";
import { streamOf } from "waypost-internal:web/fetch/body";
import { headerList } from "waypost-internal:web/fetch/headers";
import type { RequestState } from "waypost-internal:web/fetch/request";
import { isFormData, formDataList } from "waypost-internal:web/formdata/formdata";
import { readAllBytes } from "waypost-internal:web/streams/streams";
import { op_cache_key } from "waypost-native:next/cache";

const latin1 = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.byteLength; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return text;
};

/** The body's bytes; a stream is read, and stays available as bytes. */
async function bodyText(state: RequestState): Promise<string> {
  const { body } = state;
  if (body === null) return "";
  if (body.stream === null) {
    if (typeof body.source === "string") return `t${body.source}`;
    if (body.source instanceof Uint8Array) return `b${latin1(body.source)}`;
    if (body.source instanceof Blob) return `b${latin1(blobBytes(body.source))}`;
  }
  const bytes = await readAllBytes(streamOf(body));
  body.source = bytes;
  body.stream = null;
  return `b${latin1(bytes)}`;
}

/** A form is sent with a random boundary: its entries are what counts. */
async function formText(form: unknown): Promise<string | undefined> {
  if (!isFormData(form)) return undefined;
  let text = "f";
  for (const value of formDataList(form)) {
    const part = typeof value === "string" ? value : `${value.name}\0${value.type}\0${latin1(blobBytes(value))}`;
    text += `${part.length}:${part}`;
  }
  return text;
}

function countingHeaders(state: RequestState, isForm: boolean): string[] {
  const list = headerList(state.headers);
  const kept: string[] = [];
  for (let i = 0; i < list.length; i += 2) {
    const name = list[i] as string;
    if (name === "traceparent" || name === "tracestate" || (isForm && name === "content-type")) continue;
    kept.push(name, list[i + 1] as string);
  }
  return kept;
}

/** The key of a request; `given` is the body as the caller gave it. */
export async function fetchKey(state: RequestState, given: unknown): Promise<string> {
  const form = await formText(given);
  const body = form ?? (await bodyText(state));
  return op_cache_key(
    JSON.stringify([
      "fetch",
      state.url,
      state.method,
      countingHeaders(state, form !== undefined),
      state.mode,
      state.redirect,
      state.credentials,
      state.referrer,
      state.referrerPolicy,
      state.integrity,
      state.cache,
      body,
    ]),
  );
}
