export async function POST(request) {
  const form = request.headers.get("content-type")?.startsWith("multipart/") ? [...(await request.formData()).entries()].map(([k, v]) => [k, typeof v === "string" ? v : v.name]) : await request.text();
  return Response.json({ method: request.method, type: request.headers.get("content-type")?.split(";")[0] ?? null, custom: request.headers.get("x-custom"), form }, { status: 201, headers: { "x-answer": "1" } });
}
export const GET = async (request) => {
  if (request.nextUrl.searchParams.has("slow")) await new Promise((resolve) => setTimeout(resolve, 3000));
  if (request.nextUrl.searchParams.has("redirect")) return Response.redirect(new URL("/target?final", request.url));
  return new Response("got", { headers: [["set-cookie", "a=1"], ["set-cookie", "b=2"]] });
};
