import { cookies } from "next/headers";
export const revalidate = 6000;
export async function GET() { const jar = await cookies(); return Response.json({ all: jar.getAll() }); }
