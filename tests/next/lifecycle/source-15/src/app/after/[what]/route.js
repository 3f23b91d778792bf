import { after, connection } from "next/server";
import { cookies, headers, draftMode } from "next/headers";
import { redirect, notFound } from "next/navigation";
import { revalidateTag, unstable_cache } from "next/cache";
import { note } from "../../../lib/notes";
const pause = (time) => new Promise((done) => setTimeout(done, time));
const attempt = async (work) => { try { return await work(); } catch (error) { return `${error.name}: ${error.message}`; } };
const count = unstable_cache(async () => (globalThis.counted = (globalThis.counted ?? 0) + 1), ["counted"], { tags: ["counted"] });
const ways = {
  order: () => { after(() => note("first")); after(async () => { await pause(10); note("second"); }); after(() => note("third")); note("handler"); },
  promise: () => { after(pause(10).then(() => note("promise done"))); note("handler"); },
  rejected: () => { after(Promise.reject(new Error("after rejected"))); },
  throws: () => { after(() => { note("before the throw"); throw new Error("in after"); }); after(() => note("the next one")); },
  nested: () => { after(() => { note("outer"); after(() => note("inner")); }); },
  "wrong-null": async () => note(await attempt(() => after(null))),
  "wrong-number": async () => note(await attempt(() => after(1))),
  "wrong-nothing": async () => note(await attempt(() => after())),
  returns: () => note(String(after(() => "value"))),
  cookies: () => { after(async () => note("cookies", { a: (await cookies()).get("a")?.value ?? null, set: await attempt(async () => { (await cookies()).set("b", "1"); return "set"; }) })); },
  headers: () => { after(async () => note("headers", { own: (await headers()).get("x-own") })); },
  draft: () => { after(async () => note("draft", { enabled: (await draftMode()).isEnabled, enable: await attempt(async () => { (await draftMode()).enable(); return "enabled"; }) })); },
  connection: () => { after(async () => note(await attempt(() => connection().then(() => "connected")))); },
  redirect: () => { after(() => note("after a redirect")); redirect("/log"); },
  missing: () => { after(() => note("after not found")); notFound(); },
  fails: () => { after(() => note("after a failure")); throw new Error("the handler"); },
  "redirect-inside": () => { after(() => redirect("/log")); after(() => note("goes on")); },
  revalidate: async () => { note(`count ${await count()}`); after(() => revalidateTag("counted", { expire: 0 })); },
  count: async () => note(`count ${await count()}`),
  request: (request) => { after(async () => note("request", { search: request.nextUrl.search, method: request.method, aborted: request.signal.aborted, body: await attempt(() => request.text()) })); },
  late: async () => { await pause(5); after(() => note("registered late")); },
  timer: () => { setTimeout(async () => note(await attempt(() => { after(() => note("from a timer")); return "registered"; })), 5); },
  stream: () => { after(() => note("after the stream")); return new Response(new ReadableStream({ async start(c) { await pause(30); note("stream ends"); c.enqueue(new TextEncoder().encode("streamed")); c.close(); } })); },
  connected: async () => note(String(await connection())),
};
export async function POST(request, { params }) {
  const response = await ways[(await params).what](request);
  return response ?? new Response("answered");
}
