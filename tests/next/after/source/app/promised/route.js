import { after } from "next/server";
import { note } from "../../lib/note.js";

export const revalidate = false;

export async function GET() {
  after(
    new Promise((resolve) => setTimeout(resolve, 30)).then(() => note("promised kept")),
  );
  return new Response("promised");
}
