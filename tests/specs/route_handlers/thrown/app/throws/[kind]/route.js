import { cookies } from "next/headers";
export function GET(request) {
  const kind = request.nextUrl.pathname.split("/").pop();
  if (kind === "sync") throw new Error("sync boom");
  return later(kind, request);
}
async function later(kind, request) {
  if (kind === "json") return Response.json(await request.json());
  await null;
  if (kind === "async") throw new Error("async boom");
  if (kind === "status") throw Object.assign(new Error("teapot"), { statusCode: 418, status: 418 });
  if (kind === "string") throw "just text";
  if (kind === "undefined") throw undefined;
  if (kind === "response") throw new Response("not special", { status: 200 });
  if (kind === "cookies") {
    (await cookies()).set("a", "1");
    throw new Error("lost cookies");
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
  null.member;
}
export { GET as POST };
