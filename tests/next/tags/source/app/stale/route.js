import { revalidateTag, revalidatePath } from "next/cache";
const long = "x".repeat(300);
const profiles = { max: "max", now: { expire: 0 }, soon: { expire: 60 }, hours: "hours", unknown: "unknown", empty: {}, number: 5 };
export async function POST(request) {
  const { tag, path, type, profile } = Object.fromEntries(request.nextUrl.searchParams);
  try {
    if (tag !== undefined) {
      const given = tag === "(long)" ? long : tag === "(number)" ? 7 : tag === "(none)" ? undefined : tag;
      const result = profile ? revalidateTag(given, profiles[profile]) : revalidateTag(given);
      return Response.json({ result: result ?? null });
    }
    return Response.json({ result: revalidatePath(path === "(long)" ? `/${long.repeat(4)}` : path, type) ?? null });
  } catch (error) {
    return Response.json({ name: error.name, message: error.message.split("\n")[0] }, { status: 422 });
  }
}
