// Draft and preview mode of API routes: `req.previewData`, `res.setPreviewData` and their kin.
// https://nextjs.org/docs/pages/guides/draft-mode

import type { ApiRequest } from "waypost-internal:next/api_handler/api_request";
import type { ApiResponse } from "waypost-internal:next/api_handler/api_response";
import {
  BYPASS,
  DATA,
  type PreviewCookieOptions,
  clearingCookies,
  previewKeys,
  previewState,
  serializeCookie,
} from "waypost-internal:next/preview/preview";
import { makeToken } from "waypost-internal:next/preview/token";
import { nextMajor } from "waypost-internal:next/version/version";

/** Characters of a token. Browsers drop cookies of more than 4 KB. */
const MAX_TOKEN = 2048;
const cleared = new WeakSet<ApiResponse>();

function addCookies(response: ApiResponse, cookies: string[]): void {
  const before: unknown = response.getHeader("Set-Cookie");
  const kept = typeof before === "string" ? [before] : Array.isArray(before) ? (before as string[]) : [];
  response.setHeader("Set-Cookie", [...kept, ...cookies]);
}

export function setDraftMode(response: ApiResponse, options: { enable?: boolean } = { enable: true }): ApiResponse {
  const cookie = options.enable ? {} : { expires: new Date(0) };
  addCookies(response, [serializeCookie(BYPASS, previewKeys().id, cookie)]);
  return response;
}

export function setPreviewData(
  response: ApiResponse,
  data: unknown,
  { maxAge, path }: { maxAge?: number; path?: string } = {},
): ApiResponse {
  const keys = previewKeys();
  const token = makeToken(keys, data, maxAge);
  if (token.length > MAX_TOKEN) {
    throw new Error(
      "Preview data is limited to 2KB currently, reduce how much data you are storing as preview data to continue",
    );
  }
  const options: PreviewCookieOptions = {};
  if (maxAge !== undefined) options.maxAge = maxAge;
  if (path !== undefined) options.path = path;
  addCookies(response, [serializeCookie(BYPASS, keys.id, options), serializeCookie(DATA, token, options)]);
  return response;
}

/** Once for an answer. */
export function clearPreviewData(response: ApiResponse, { path }: { path?: string } = {}): ApiResponse {
  if (cleared.has(response)) return response;
  addCookies(response, clearingCookies(path));
  cleared.add(response);
  return response;
}

/** `req.previewData`; cookies that are worth nothing are cleared. */
export function previewDataOf(request: ApiRequest): unknown {
  const state = previewState(request._invocation);
  if (state.isStale && request._answer !== undefined) clearPreviewData(request._answer as ApiResponse);
  return state.data;
}

/** Since 15 the cookies are looked at before the handler runs, in 14 when it asks. */
export function checkPreview(request: ApiRequest): void {
  if (nextMajor() !== 14) previewDataOf(request);
}
