import { read } from "../../lib/read.js";
import { unstable_cache } from "next/cache";

const pause = () => new Promise((resolve) => setTimeout(resolve, 40));
const briefly = { next: { revalidate: 0.02 } };
let calls = 0;
const failing = unstable_cache(
  async () => {
    if (++calls > 1) throw new Error("no longer");
    return "kept";
  },
  ["error"],
  { revalidate: 0.02 },
);

export async function GET() {
  const seen = [];
  for (let i = 0; i < 3; i++) {
    seen.push(await read("broken", briefly), await failing());
    await pause();
  }
  return Response.json(seen);
}
