// The measured handlers on Hono, served by Node. The first argument is the port.

import { serve } from "@hono/node-server";
import { Hono } from "hono";

const app = new Hono();
app.get("/api/hello", (c) => c.json({ hello: c.req.query("name") ?? "world" }));
app.post("/api/hello", async (c) => c.json(await c.req.json()));

serve({ fetch: app.fetch, port: Number(process.argv[2]), hostname: "127.0.0.1" });
