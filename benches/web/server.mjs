// The tasks behind a server of Bun, Deno and Node. The first argument is the port.

import { createServer } from "node:http";
import { run } from "./tasks.mjs";

createServer(async (request, response) => {
  const { searchParams } = new URL(request.url, "http://localhost");
  const task = searchParams.get("task");
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(task === null ? {} : await run(task, Number(searchParams.get("ms")))));
}).listen(Number(process.argv[2]), "127.0.0.1");
