import { three } from "../../lib/read.js";

export async function GET() {
  return Response.json(await three("actions"));
}

export async function POST() {
  return Response.json(await three("actions-post"));
}
