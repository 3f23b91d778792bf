import { NextResponse } from "next/server";
export async function POST(request, context) {
  const { what } = await context.params;
  switch (what) {
    case "undefined": return undefined;
    case "null": return null;
    case "string": return "text";
    case "number": return 7;
    case "object": return { a: 1 };
    case "next": return NextResponse.next();
    case "rewrite": return NextResponse.rewrite(new URL("/plain", request.url));
    case "error": return Response.error();
    case "array": return [1];
    case "204": return new Response(null, { status: 204 });
    case "304": return new Response(null, { status: 304 });
    case "599": return new Response("five", { status: 599 });
    case "reason": return new Response("r", { status: 200, statusText: "Fine Then" });
    case "empty": return new Response("");
    case "none": return new Response();
    case "next-response": return new NextResponse("n", { status: 202 });
    case "redirected": return Response.redirect("http://example.com/there", 303);
  }
  return new Response("unknown");
}
