// What libraries take from inside of Next.js to tell its errors from their own: `redirect-error`, `redirect`,
// `not-found`, `http-access-fallback` and `is-next-router-error` below `next/dist/client/components`. The names follow
// Next.js; each of these modules gives all of them.

import { accessStatusOf, type ControlFlowError, controlFlowError, isControlFlow, redirectOf } from "waypost-internal:next/navigation/control_flow";
import { notFound, permanentRedirect, redirect, RedirectType } from "waypost-internal:next/navigation/navigation";

export { notFound, permanentRedirect, redirect, RedirectType } from "waypost-internal:next/navigation/navigation";

export const REDIRECT_ERROR_CODE: string = "NEXT_REDIRECT";
export const HTTP_ERROR_FALLBACK_ERROR_CODE: string = "NEXT_HTTP_ERROR_FALLBACK";
export const HTTPAccessErrorStatus: { NOT_FOUND: 404; FORBIDDEN: 403; UNAUTHORIZED: 401 } = { NOT_FOUND: 404, FORBIDDEN: 403, UNAUTHORIZED: 401 };

export function isRedirectError(error: unknown): boolean {
  return redirectOf(error) !== undefined;
}

export function getRedirectError(url: string, type: "push" | "replace", statusCode: number = 307): ControlFlowError {
  return controlFlowError(REDIRECT_ERROR_CODE, `${REDIRECT_ERROR_CODE};${type};${url};${statusCode};`);
}

export function getURLFromRedirectError(error: unknown): string | null {
  return redirectOf(error)?.url ?? null;
}

export function getRedirectTypeFromError(error: unknown): string {
  if (!isRedirectError(error)) throw new Error("Not a redirect error");
  return (error as ControlFlowError).digest.split(";", 2)[1] as string;
}

export function getRedirectStatusCodeFromError(error: unknown): number {
  const found = redirectOf(error);
  if (found === undefined) throw new Error("Not a redirect error");
  return found.status;
}

export function isNotFoundError(error: unknown): boolean {
  return accessStatusOf(error) === 404;
}

export function isHTTPAccessFallbackError(error: unknown): boolean {
  return accessStatusOf(error) !== undefined;
}

export function getAccessFallbackHTTPStatus(error: unknown): number | undefined {
  return accessStatusOf(error);
}

export function isNextRouterError(error: unknown): boolean {
  return isControlFlow(error);
}

export default {
  notFound,
  permanentRedirect,
  redirect,
  RedirectType,
  REDIRECT_ERROR_CODE,
  HTTP_ERROR_FALLBACK_ERROR_CODE,
  HTTPAccessErrorStatus,
  isRedirectError,
  getRedirectError,
  getURLFromRedirectError,
  getRedirectTypeFromError,
  getRedirectStatusCodeFromError,
  isNotFoundError,
  isHTTPAccessFallbackError,
  getAccessFallbackHTTPStatus,
  isNextRouterError,
};
