import { after } from "next/server";
import { cookies, headers } from "next/headers";
import { note } from "../../lib/note.js";

export async function GET(request) {
  const how = request.nextUrl.searchParams.get("how");
  after(async () => note(`late header ${(await headers()).get("x-name")}`));
  after(async () => {
    try {
      (await cookies()).set("a", "1");
      note("late cookie set");
    } catch {
      note("late cookie refused");
    }
  });
  if (how === "throw") throw new Error("it fails");
  after(() => note("late last"));
  return new Response("late");
}
