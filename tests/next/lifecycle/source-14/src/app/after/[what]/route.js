import * as server from "next/server";
export async function POST() {
  return Response.json({ after: typeof server.after, connection: typeof server.connection });
}
