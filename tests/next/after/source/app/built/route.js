import { after } from "next/server";
import { note } from "../../lib/note.js";

export const dynamic = "force-static";

export async function GET() {
  note("built handler");
  after(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    note("built first");
    after(() => note("built nested"));
  });
  after(() => note("built second"));
  return new Response("built");
}
