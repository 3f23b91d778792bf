// The tasks behind a route of waypost.

import { run } from "../../../tasks.mjs";

export async function GET(request) {
  const { searchParams } = new URL(request.url);
  const task = searchParams.get("task");
  return Response.json(task === null ? {} : await run(task, Number(searchParams.get("ms"))));
}
