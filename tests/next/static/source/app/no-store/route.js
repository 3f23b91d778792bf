import { unstable_noStore } from "next/cache";
export const revalidate = 6000;
export async function GET() { unstable_noStore(); return new Response("no store"); }
