export async function POST(request) {
  console.log("sink begins");
  try {
    for await (const piece of request.body) void piece;
    console.log("sink complete");
  } catch {
    console.log("sink broken");
  }
  return new Response("read");
}
