import { draftMode } from "next/headers";
export const dynamic = "force-static";
export function GET() {
  draftMode().enable();
  return new Response("on");
}
