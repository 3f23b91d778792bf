import * as navigation from "next/navigation";

export async function GET(request, context) {
  const { what } = await context.params;
  if (what === "kinds") return Response.json(["forbidden", "unauthorized", "unstable_rethrow"].map((name) => typeof navigation[name]));
  try {
    navigation[what]();
  } catch (error) {
    if (request.nextUrl.searchParams.has("uncaught")) throw error;
    return Response.json({ message: error.message, digest: error.digest });
  }
}
