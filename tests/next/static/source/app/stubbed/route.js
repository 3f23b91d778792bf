import { cookies, headers } from "next/headers";
export const dynamic = "force-static";
export async function GET(request) {
  const jar = await cookies();
  const lines = await headers();
  return Response.json({
    url: request.url, href: request.nextUrl.href, text: `${request.nextUrl}`, host: request.nextUrl.host, search: request.nextUrl.search,
    own: request.headers.get("x-own"), cookies: request.cookies.getAll(), jar: jar.getAll(), lines: lines.get("x-own"), method: request.method,
  });
}
