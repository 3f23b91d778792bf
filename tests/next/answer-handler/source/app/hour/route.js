import { unstable_cache } from "next/cache";

export const revalidate = 3600;
let runs = 0;
const part = unstable_cache(async () => "part", ["part"], { tags: ["part"] });

export async function GET() {
  return Response.json({ run: ++runs, part: await part() }, { headers: { "x-own": "hour", "set-cookie": "a=1" } });
}
