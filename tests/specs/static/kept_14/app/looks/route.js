let made = 0;
export function GET(request) {
  made += 1;
  return Response.json({ made, query: request.nextUrl.search });
}
