import { changed, read } from "../../lib/read.js";
import { unstable_cache } from "next/cache";

const pause = () => new Promise((resolve) => setTimeout(resolve, 40));
const briefly = { next: { revalidate: 0.02 } };
let calls = 0;
const counted = unstable_cache(async () => ++calls, ["time"], { revalidate: 0.02 });

export async function GET() {
  const first = [await read("time", briefly), await counted()];
  await pause();
  const stale = [await read("time", briefly), await counted()];
  const later = [await changed(() => read("time", briefly)), await changed(counted)];
  return Response.json({ first, stale, laterIsNewer: later.map((value, at) => value > first[at]) });
}
