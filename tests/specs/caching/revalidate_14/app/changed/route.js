import { changed } from "../../lib/read.js";
import { GET as read } from "../read/route.js";

// In 14 it would be answered from what the build made.
export const dynamic = "force-dynamic";

export async function GET() {
  return Response.json(await changed(async () => (await read()).json()));
}
