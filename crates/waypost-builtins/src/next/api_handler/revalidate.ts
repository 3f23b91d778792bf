// res.revalidate(): https://nextjs.org/docs/pages/guides/incremental-static-regeneration#on-demand-validation-with-resrevalidate
//
// The path is asked for as a client would ask, with the build's secret in a header. So it reaches a route of ours as
// well as a page of the front end behind us, in whichever worker, and rules count on the way.

import { serverOrigin } from "waypost-internal:internal/turn/server_origin";
import type { ApiRequest } from "waypost-internal:next/api_handler/api_request";
import { ONLY_GENERATED_HEADER, REVALIDATE_HEADER, previewKeys } from "waypost-internal:next/preview/preview";
import { isDevelopment, nextFeatures, nextMajor } from "waypost-internal:next/version/version";
import { plainFetch } from "waypost-internal:web/fetch/fetch";

export interface RevalidateOptions {
  unstable_onlyGenerated?: boolean;
}

/** Resolves when the answer of `path` was made anew; rejects when it could not be. */
export async function revalidate(request: ApiRequest, path: unknown, options: RevalidateOptions = {}): Promise<void> {
  if (typeof path !== "string" || !path.startsWith("/")) {
    throw new Error(
      `Invalid urlPath provided to revalidate(), must be a path e.g. /blog/post-1, received ${String(path)}`,
    );
  }
  try {
    const response = await plainFetch(`${serverOrigin()}${path}`, {
      headers: headersFor(request, options),
      redirect: "manual",
    });
    await response.body?.cancel();
    if (!isDone(response.status, response.headers.get("x-nextjs-cache"), options)) {
      throw new Error(`Invalid response ${response.status}`);
    }
  } catch (error) {
    throw new Error(`Failed to revalidate ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function headersFor(request: ApiRequest, options: RevalidateOptions): Record<string, string> {
  const headers: Record<string, string> = { [REVALIDATE_HEADER]: previewKeys().id };
  if (options.unstable_onlyGenerated) headers[ONLY_GENERATED_HEADER] = "1";
  const allowed = [...(nextFeatures().allowedRevalidateHeaderKeys ?? [])];
  if (isDevelopment() && nextMajor() === 16) allowed.push("cookie");
  const given = request.headers as Record<string, string | string[] | undefined>;
  for (const name of allowed) {
    const value = given[name];
    if (value !== undefined && !(name in headers)) headers[name] = String(value);
  }
  return headers;
}

/** In 14 only what was kept counts; since 15 an answer that cannot be kept does too, in 16 also none. */
function isDone(status: number, cache: string | null, options: RevalidateOptions): boolean {
  if (cache?.toUpperCase() === "REVALIDATED") return true;
  if (status === 404) return options.unstable_onlyGenerated === true || nextMajor() === 16;
  return status === 200 && nextMajor() !== 14;
}
