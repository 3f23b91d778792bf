// next/navigation on the server: https://nextjs.org/docs/app/api-reference/functions/redirect

import { accessStatusOf, controlFlowError, redirectOf } from "waypost-internal:next/navigation/control_flow";
import { nextFeatures, nextMajor } from "waypost-internal:next/version/version";
import { URLSearchParams } from "waypost-internal:web/url/search_params";

export const RedirectType: { push: "push"; replace: "replace" } = { push: "push", replace: "replace" };

export function redirect(url: string, type: "push" | "replace" = "replace"): never {
  throw controlFlowError("NEXT_REDIRECT", `NEXT_REDIRECT;${type};${url};307;`);
}

export function permanentRedirect(url: string, type: "push" | "replace" = "replace"): never {
  throw controlFlowError("NEXT_REDIRECT", `NEXT_REDIRECT;${type};${url};308;`);
}

export function notFound(): never {
  if (nextMajor() === 14) throw controlFlowError("NEXT_NOT_FOUND", "NEXT_NOT_FOUND");
  const digest = "NEXT_HTTP_ERROR_FALLBACK;404";
  throw controlFlowError(digest, digest);
}

/** Ends the handler with a status; needs a setting of `next.config`. Not in 14. */
function accessInterrupt(name: string, status: number): () => never {
  return () => {
    if (nextFeatures().authInterrupts !== true) {
      throw new Error(
        `\`${name}()\` is experimental and only allowed to be enabled when \`experimental.authInterrupts\` is enabled.`,
      );
    }
    const digest = `NEXT_HTTP_ERROR_FALLBACK;${status}`;
    throw controlFlowError(digest, digest);
  };
}

/** What 14 does not have is undefined there, as an import of it is in Next.js. */
function since15<T>(value: T): T | undefined {
  return nextMajor() === 14 ? undefined : value;
}

export const forbidden: (() => never) | undefined = since15(accessInterrupt("forbidden", 403));
export const unauthorized: (() => never) | undefined = since15(accessInterrupt("unauthorized", 401));

/** Rethrows what must pass through a `catch` of the user. */
function rethrow(error: unknown): void {
  if (redirectOf(error) !== undefined || accessStatusOf(error) !== undefined) throw error;
  if (error instanceof Error && "cause" in error) rethrow(error.cause);
}

export const unstable_rethrow: ((error: unknown) => void) | undefined = since15(rethrow);

export const unstable_isUnrecognizedActionError: (() => never) | undefined = since15(() => {
  throw new Error("`unstable_isUnrecognizedActionError` can only be used on the client.");
});

/** Search parameters that cannot be changed. */
export class ReadonlyURLSearchParams extends URLSearchParams {
  override append(): never {
    throw readOnly();
  }

  override delete(): never {
    throw readOnly();
  }

  override set(): never {
    throw readOnly();
  }

  override sort(): never {
    throw readOnly();
  }
}

function readOnly(): Error {
  return new Error(
    "Method unavailable on `ReadonlyURLSearchParams`. Read more: https://nextjs.org/docs/app/api-reference/functions/use-search-params#updating-searchparams",
  );
}

/** Hooks of the client: shared modules may mention them, nobody can call them here. */
function clientOnly(name: string): () => never {
  return () => {
    throw new Error(`${name} only works in Client Components; a route handler cannot call it`);
  };
}

export const useRouter: () => never = clientOnly("useRouter");
export const usePathname: () => never = clientOnly("usePathname");
export const useParams: () => never = clientOnly("useParams");
export const useSearchParams: () => never = clientOnly("useSearchParams");
export const useSelectedLayoutSegment: () => never = clientOnly("useSelectedLayoutSegment");
export const useSelectedLayoutSegments: () => never = clientOnly("useSelectedLayoutSegments");

const all: Record<string, unknown> = {
  ReadonlyURLSearchParams,
  RedirectType,
  forbidden,
  notFound,
  permanentRedirect,
  redirect,
  unauthorized,
  unstable_isUnrecognizedActionError,
  unstable_rethrow,
};
for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];

export default all;
