import { userAgent } from "next/server";
export async function GET(request) { return Response.json(userAgent(request)); }
