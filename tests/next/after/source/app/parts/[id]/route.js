import { after } from "next/server";
import { note } from "../../../lib/note.js";

export const revalidate = 60;

export async function generateStaticParams() {
  return [{ id: "a" }, { id: "b" }];
}

export async function GET(request, context) {
  const { id } = await context.params;
  after(() => note(`${id} after`));
  return new Response(id);
}
