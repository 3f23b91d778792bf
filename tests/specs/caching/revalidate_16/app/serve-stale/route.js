import { revalidateTag } from "next/cache";
import { changed, read } from "../../lib/read.js";

const cached = { cache: "force-cache", next: { tags: ["s"] } };

/** One case: the cached value before, then as a later request finds it. */
export async function GET(request) {
  const step = request.nextUrl.searchParams.get("step");
  if (step === "max") revalidateTag("s", "max");
  if (step === "hours") revalidateTag("s", "hours");
  if (step === "now") revalidateTag("s", { expire: 0 });
  if (step === "changed") return Response.json(await changed(() => read("stale", cached)));
  return Response.json(step === "read" ? await read("stale", cached) : step);
}
