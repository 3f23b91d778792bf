import { changed } from "../../lib/read.js";
import { GET as read } from "../read/route.js";

export async function GET() {
  return Response.json(await changed(async () => (await read()).json()));
}
