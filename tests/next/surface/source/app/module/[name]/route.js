import * as server from "next/server";
import * as headers from "next/headers";
import * as cache from "next/cache";
import * as navigation from "next/navigation";
import * as constants from "next/constants";
import serverByDefault from "next/server";
import * as serverWithExtension from "next/server.js";
import "server-only";

const modules = { server, headers, cache, navigation, constants, serverWithExtension, serverByDefault };
const names = {
  server: ["NextRequest", "NextResponse", "userAgent", "userAgentFromString", "ImageResponse", "after", "connection", "NextFetchEvent", "missing"],
  headers: ["cookies", "headers", "draftMode", "missing"],
  cache: ["unstable_cache", "revalidateTag", "revalidatePath", "unstable_noStore", "unstable_expireTag", "unstable_expirePath", "unstable_cacheLife", "unstable_cacheTag", "updateTag", "refresh", "cacheLife", "cacheTag", "missing"],
  navigation: ["redirect", "permanentRedirect", "notFound", "RedirectType", "ReadonlyURLSearchParams", "forbidden", "unauthorized", "unstable_rethrow", "missing"],
  constants: ["PHASE_PRODUCTION_BUILD", "PHASE_PRODUCTION_SERVER", "PHASE_DEVELOPMENT_SERVER", "PHASE_TEST", "PHASE_EXPORT", "PHASE_INFO"],
};
names.serverWithExtension = names.server;
names.serverByDefault = names.server;

export async function GET(request, context) {
  await request.text();
  const { name } = await context.params;
  const found = modules[name] ?? {};
  const values = (names[name] ?? []).map((key) => [key, typeof found[key] === "string" ? found[key] : typeof found[key]]);
  const same = name === "serverWithExtension" ? found.NextRequest === server.NextRequest : undefined;
  return Response.json({ ...Object.fromEntries(values), same });
}
