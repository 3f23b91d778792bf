const names = ["host", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-for", "x-forwarded-port", "content-length", "transfer-encoding", "expect", "te", "upgrade", "connection", "x-odd", "cookie"];
async function answer(request, { params }) {
  const headers = Object.fromEntries(names.map((name) => [name, request.headers.get(name)]).filter(([, value]) => value !== null));
  const { pathname, search, origin } = request.nextUrl;
  return Response.json({ rest: (await params).rest ?? null, method: request.method, pathname, search, origin, headers, body: request.body ? await request.text() : null });
}
export { answer as GET, answer as POST, answer as PUT, answer as PATCH, answer as DELETE };
