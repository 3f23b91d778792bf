export async function POST(request, context) {
  const { what } = await context.params;
  switch (what) {
    case "error": throw new Error("boom");
    case "status": throw Object.assign(new Error("teapot"), { status: 418, statusCode: 418 });
    case "string": throw "text";
    case "response": throw new Response("thrown", { status: 409 });
    case "undefined": throw undefined;
    case "null": throw null;
    case "reject": return Promise.reject(new TypeError("rejected"));
    case "later": await new Promise((r) => setTimeout(r, 5)); throw new Error("later");
  }
  return new Response("nothing thrown");
}
