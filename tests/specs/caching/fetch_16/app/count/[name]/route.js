const counts = new Map();

function next(name) {
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count;
}

export async function GET(request, { params }) {
  const { name } = await params;
  const status = name.startsWith("missing") ? 404 : 200;
  if (name === "broken" && counts.has(name)) return Response.error();
  return Response.json(next(name), { status, headers: { "x-count": "counted" } });
}

export async function POST(request, { params }) {
  const { name } = await params;
  return Response.json(`${await request.text()} ${next(name)}`);
}
