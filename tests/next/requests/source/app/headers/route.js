export async function GET(request) {
  const all = Object.fromEntries(request.headers);
  delete all["x-forwarded-port"];
  return Response.json({ all, many: request.headers.get("x-many"), missing: request.headers.get("nope"), has: request.headers.has("X-One") });
}
