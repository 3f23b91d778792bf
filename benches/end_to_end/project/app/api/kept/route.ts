// A static handler: its answer is made at build and sent without JavaScript.

export const dynamic = "force-static";

export function GET() {
  return Response.json({ hello: "waypost" });
}
