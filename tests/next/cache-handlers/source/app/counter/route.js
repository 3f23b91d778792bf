let served = 0;

export async function GET(request) {
  return Response.json({ n: (served += request.url.length > 0 ? 1 : 0) });
}

export async function POST() {
  return new Response();
}
