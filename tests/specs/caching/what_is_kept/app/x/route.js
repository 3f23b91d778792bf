import { at } from "../../lib/read.js";

const facts = async (response) => ({
  status: response.status,
  count: response.headers.get("x-count"),
  type: response.headers.get("content-type"),
  path: new URL(response.url).pathname,
  body: await response.text(),
});

export async function GET() {
  const init = { cache: "force-cache" };
  const made = await facts(await fetch(at("kept"), init));
  const kept = await facts(await fetch(at("kept"), init));
  const traced = await facts(await fetch(at("kept"), { ...init, headers: { traceparent: "00-a-b-01" } }));
  const other = await facts(await fetch(at("kept"), { ...init, headers: { "x-other": "1" } }));
  const request = await facts(await fetch(new Request(at("kept"), init)));
  return Response.json({ made, kept, traced, other, request });
}
