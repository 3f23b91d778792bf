// The errors by which `redirect()`, `notFound()` and their kin leave a handler. Libraries test
// their `digest`, so it is Next.js's to the letter.

import type { Invocation } from "waypost-internal:internal/turn/invocation";
import { type RequestScope, writtenCookieLines } from "waypost-internal:next/headers/request_scope";
import { nextMajor } from "waypost-internal:next/version/version";

export interface ControlFlowError extends Error {
  digest: string;
}

export function controlFlowError(message: string, digest: string): ControlFlowError {
  const error = new Error(message) as ControlFlowError;
  error.digest = digest;
  return error;
}

function digestOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("digest" in error)) return undefined;
  const { digest } = error as { digest: unknown };
  return typeof digest === "string" ? digest : undefined;
}

const REDIRECT_STATUSES = [303, 307, 308];

/** A redirect's parts, or undefined when the error is none. */
export function redirectOf(error: unknown): { url: string; status: number } | undefined {
  const parts = digestOf(error)?.split(";");
  if (parts === undefined || parts[0] !== "NEXT_REDIRECT") return undefined;
  const status = Number(parts.at(-2));
  if (parts[1] !== "replace" && parts[1] !== "push") return undefined;
  return REDIRECT_STATUSES.includes(status) ? { url: parts.slice(2, -2).join(";"), status } : undefined;
}

const ACCESS_STATUSES = [401, 403, 404];

/** The status of `notFound()`, `forbidden()`, `unauthorized()`, or undefined. */
export function accessStatusOf(error: unknown): number | undefined {
  const digest = digestOf(error);
  if (nextMajor() === 14) return digest === "NEXT_NOT_FOUND" ? 404 : undefined;
  const [prefix, status] = digest?.split(";") ?? [];
  if (prefix !== "NEXT_HTTP_ERROR_FALLBACK") return undefined;
  return ACCESS_STATUSES.includes(Number(status)) ? Number(status) : undefined;
}

/** Whether an error only stands for an answer. */
export function isControlFlow(error: unknown): boolean {
  return redirectOf(error) !== undefined || accessStatusOf(error) !== undefined;
}

/** A form post is redirected so that the browser follows with GET. */
function isFormPost(invocation: Invocation): boolean {
  if (invocation.method !== "POST") return false;
  const { headers } = invocation;
  const type = headers.get("content-type");
  if (type === "application/x-www-form-urlencoded" || type?.startsWith("multipart/form-data")) return true;
  return headers.has("next-action");
}

/** The answer that a control-flow error stands for, or null when it is an ordinary error. */
export function controlFlowAnswer(
  invocation: Invocation,
  error: unknown,
): { status: number; head: string } | null {
  const redirect = redirectOf(error);
  if (redirect !== undefined) {
    // No header can hold it, and an empty one leads nowhere.
    if (redirect.url === "" || /[\0\r\n]/.test(redirect.url)) return null;
    const status = isFormPost(invocation) ? 303 : redirect.status;
    const cookies = writtenCookieLines(invocation.scope as RequestScope | undefined);
    return { status, head: `location\n${encodeLocation(redirect.url)}\n${cookies}` };
  }
  const status = accessStatusOf(error);
  return status === undefined ? null : { status, head: "" };
}

/** A location as a header can carry it: what is no visible ASCII is percent-encoded. */
function encodeLocation(url: string): string {
  return url.replace(/[^\x21-\x7e]/gu, (character) => {
    try {
      return encodeURIComponent(character);
    } catch {
      return "%EF%BF%BD";
    }
  });
}
