export function GET(request) {
  return Response.json({ outside: true, subrequest: request.headers.get("x-middleware-subrequest") });
}
