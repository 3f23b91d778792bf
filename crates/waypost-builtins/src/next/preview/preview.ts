// Whether a request is in draft or preview mode, and the cookies that say so.
// https://nextjs.org/docs/app/api-reference/functions/draft-mode
//
// A cookie of another build, or one of the two without its fellow, is cleared on the answer.

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { type CookieOptions, parseCookie } from "waypost-internal:next/cookies/cookies";
import { readToken } from "waypost-internal:next/preview/token";
import { isDevelopment, nextFeatures } from "waypost-internal:next/version/version";

/** Made by each build, or shared with a front end: crates/waypost-image/src/keys.rs. */
export interface PreviewKeys {
  id: string;
  signingKey: string;
  encryptionKey: string;
}

export const BYPASS = "__prerender_bypass";
export const DATA = "__next_preview_data";
/** By this header a build asks itself to make an answer anew. */
export const REVALIDATE_HEADER = "x-prerender-revalidate";
export const ONLY_GENERATED_HEADER = "x-prerender-revalidate-if-generated";

/** What the cookies of a request come to. */
export interface PreviewState {
  /** `false` outside of preview mode. */
  data: unknown;
  /** The cookies are worth nothing: they are to be cleared. */
  isStale: boolean;
}

const OFF: PreviewState = { data: false, isStale: false };
const STALE: PreviewState = { data: false, isStale: true };

export function previewKeys(): PreviewKeys {
  const keys = nextFeatures().preview;
  if (keys === undefined) throw new Error("Invariant: previewProps missing previewModeId this should never happen");
  return keys;
}

/** The build itself asks for the answer anew: that must not see drafts. */
export function isOnDemandRevalidation(invocation: Invocation): boolean {
  if (!invocation.hasRevalidateHeader) return false;
  const id = nextFeatures().preview?.id;
  return id !== undefined && invocation.header(REVALIDATE_HEADER) === id;
}

/** The last of equal names counts, as in all of `next/headers`. */
function cookiesOf(invocation: Invocation): Map<string, string> {
  const cookies = new Map<string, string>();
  const { headerLines } = invocation;
  for (let i = 0; i < headerLines.length; i += 2) {
    if (headerLines[i] !== "cookie") continue;
    for (const [name, value] of parseCookie(headerLines[i + 1] as string)) cookies.set(name, value);
  }
  return cookies;
}

/** Draft mode asks for one cookie only. */
export function isDraft(invocation: Invocation): boolean {
  const id = nextFeatures().preview?.id;
  if (!invocation.hasPreviewCookie || id === undefined || isOnDemandRevalidation(invocation)) return false;
  return cookiesOf(invocation).get(BYPASS) === id;
}

export function previewState(invocation: Invocation): PreviewState {
  const { preview: keys, multiZoneDraftMode } = nextFeatures();
  if (!invocation.hasPreviewCookie || keys === undefined || isOnDemandRevalidation(invocation)) return OFF;
  const cookies = cookiesOf(invocation);
  const id = cookies.get(BYPASS);
  const token = cookies.get(DATA);
  if (!id && !token) return OFF;
  if (id && !token && id === keys.id) return { data: {}, isStale: false };
  // It may be another zone's.
  if (!id || !token || id !== keys.id) return multiZoneDraftMode ? OFF : STALE;
  const read = readToken(keys, token);
  return read === undefined ? STALE : { data: read.data, isStale: false };
}

/** The attributes by which the cookie reaches a front end that shows the site in a frame. */
export function bypassCookie(value: string): { name: string; value: string } & CookieOptions {
  const dev = isDevelopment();
  return { name: BYPASS, value, httpOnly: true, sameSite: dev ? "lax" : "none", secure: !dev, path: "/" };
}

/** Options of `serializeCookie`. */
export interface PreviewCookieOptions {
  maxAge?: number;
  path?: string;
  expires?: Date;
}

const FIELD_CONTENT = /^[\t\x20-\x7e\x80-\xff]+$/;

/** One of the two cookies, as the Pages Router writes it. */
export function serializeCookie(name: string, value: string, options: PreviewCookieOptions): string {
  const dev = isDevelopment();
  let text = `${name}=${encodeURIComponent(value)}`;
  if (options.maxAge !== undefined && options.maxAge !== null) {
    const maxAge = Number(options.maxAge);
    if (!Number.isFinite(maxAge)) throw new TypeError("option maxAge is invalid");
    text += `; Max-Age=${Math.floor(maxAge)}`;
  }
  const path = options.path === undefined ? "/" : options.path;
  if (path) {
    if (!FIELD_CONTENT.test(path)) throw new TypeError("option path is invalid");
    text += `; Path=${path}`;
  }
  if (options.expires !== undefined) text += `; Expires=${options.expires.toUTCString()}`;
  return `${text}; HttpOnly${dev ? "" : "; Secure"}; SameSite=${dev ? "Lax" : "None"}`;
}

/** Both cookies, empty and out of date. */
export function clearingCookies(path?: string): string[] {
  const options: PreviewCookieOptions = { expires: new Date(0) };
  if (path !== undefined) options.path = path;
  return [serializeCookie(BYPASS, "", options), serializeCookie(DATA, "", options)];
}

/** Notes for a route handler what the cookies of its request come to. */
export function notePreview(invocation: Invocation, clears: boolean): void {
  invocation.isDraftMode = isDraft(invocation);
  if (!clears || !previewState(invocation).isStale) return;
  for (const cookie of clearingCookies()) invocation.firstLines += `set-cookie\n${cookie}\n`;
}
