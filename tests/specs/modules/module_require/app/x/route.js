import { hash, beside } from "hidden";
export const dynamic = "force-dynamic";
export function GET() {
  return Response.json({ hash: hash("a"), beside: beside() });
}
