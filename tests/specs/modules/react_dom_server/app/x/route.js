import { kind } from "react";
import { version } from "react-dom";

export async function GET() {
  const { renderToString } = await import("react-dom/server");
  const edge = await import("react-dom/server.edge");
  return Response.json({ rendered: renderToString("x"), edge: edge.renderToString("y"), own: [kind, version] });
}
