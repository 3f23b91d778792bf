import { unstable_cache } from "next/cache";
import { read } from "../../lib/read.js";

// In 14 it would be answered from what the build made.
export const dynamic = "force-dynamic";

export const cached = { cache: "force-cache", next: { tags: ["t"] } };
let calls = 0;
export const counted = unstable_cache(async (name) => ({ name, calls: ++calls }), ["key"], { tags: ["t", "u"] });

export async function GET() {
  return Response.json([await read("tagged", cached), await read("other", { cache: "force-cache" }), await counted("a")]);
}
