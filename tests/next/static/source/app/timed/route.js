import { unstable_cache } from "next/cache";
export const revalidate = 6000;
const get = unstable_cache(async () => "timed", ["timed"], { revalidate: 1200 });
export async function GET() { return new Response(await get()); }
