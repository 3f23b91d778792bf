export function GET(request) {
  return Response.json({ target: true, url: request.nextUrl.pathname + request.nextUrl.search });
}
