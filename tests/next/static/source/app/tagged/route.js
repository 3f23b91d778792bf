import { unstable_cache } from "next/cache";
export const dynamic = "force-static";
let n = 0;
let inner = 0;
const get = unstable_cache(async () => { inner += 1; return inner; }, ["tagged"], { tags: ["box"] });
export async function GET() { n += 1; return Response.json({ n, inner: await get(), build: process.env.NEXT_PHASE === "phase-production-build" }); }
