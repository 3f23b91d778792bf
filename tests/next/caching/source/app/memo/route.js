import { unstable_cache, revalidateTag, revalidatePath } from "next/cache";
let made = 0;
const get = unstable_cache(async (a) => { made += 1; return { a, made, at: new Date(0) }; }, ["memo"], { tags: ["memo"] });
const short = unstable_cache(async () => { globalThis.short = (globalThis.short ?? 0) + 1; return globalThis.short; }, ["short"], { revalidate: 1 });
export async function GET(request) { const q = request.nextUrl.searchParams; return Response.json(q.has("short") ? await short() : await get(q.get("a"))); }
