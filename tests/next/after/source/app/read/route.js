import { notes } from "../../lib/note.js";

export async function GET(request) {
  return Response.json(notes(request.nextUrl.searchParams.get("about")));
}
