// Passes a request on to another route of this server, and its answer back.
function target(request) {
  const { port, searchParams } = new URL(request.url);
  return `http://127.0.0.1:${port}/api/${searchParams.get("to")}`;
}

export async function GET(request) {
  const answer = await fetch(target(request), { cache: "no-store" });
  return new Response(answer.body, { status: answer.status });
}

export async function POST(request) {
  const init = { method: "POST", body: request.body, duplex: "half" };
  const answer = await fetch(target(request), init);
  return new Response(answer.body, { status: answer.status });
}
