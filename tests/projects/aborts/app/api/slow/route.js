import { existsSync } from "node:fs";

/** Lasts until the test writes the file. */
export async function GET() {
  console.log("slow began");
  while (!existsSync("go-on")) await new Promise((resolve) => setTimeout(resolve, 5));
  return new Response("slow done");
}
