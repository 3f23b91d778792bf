import { cache, kind } from "react";

let runs = 0;
const counted = cache(() => ++runs);

export function GET() {
  return Response.json({ kind, runs: [counted(), counted()], element: <b>text</b> });
}
