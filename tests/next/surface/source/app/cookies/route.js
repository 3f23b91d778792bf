import { parseCookie, parseSetCookie, stringifyCookie, RequestCookies, ResponseCookies } from "next/dist/compiled/@edge-runtime/cookies";

export async function GET(request) {
  const response = new Response();
  const cookies = new ResponseCookies(response.headers);
  cookies.set("a", "1 2", { httpOnly: true, maxAge: 0 });
  return Response.json({
    parsed: [...parseCookie("a=1; b=%20x; c")],
    set: parseSetCookie("a=1; Path=/x; HttpOnly; SameSite=Lax"),
    text: stringifyCookie({ name: "a", value: "é", path: "/" }),
    request: new RequestCookies(request.headers).getAll(),
    response: response.headers.getSetCookie(),
  });
}
