import { redirect, notFound } from "next/navigation";
const ways = {
  throw: () => { throw new TypeError("thrown"); },
  string: () => { throw "a string"; },
  undefined: () => { throw undefined; },
  frozen: () => { throw Object.freeze(new Error("frozen")); },
  digest: () => { throw Object.assign(new Error("with digest"), { digest: "own" }); },
  redirect: () => redirect("/log"),
  missing: () => notFound(),
  nothing: () => undefined,
  status: () => Response.error(),
  stream: () => new Response(new ReadableStream({ async pull(c) { c.enqueue(new TextEncoder().encode("x")); await new Promise((done) => setTimeout(done, 10)); c.error(new Error("in the stream")); } })),
  json: (request) => request.json(),
};
async function answer(request, { params }) {
  return ways[(await params).what](request);
}
export { answer as POST, answer as GET };
