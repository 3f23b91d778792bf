const plain = (text) => text.replace(/:\d+/, "");

export function GET(request) {
  const { nextUrl } = request;
  const clone = nextUrl.clone();
  clone.pathname = "/other";
  return Response.json({
    url: plain(request.url),
    href: plain(nextUrl.href),
    path: nextUrl.pathname,
    base: nextUrl.basePath,
    slash: nextUrl.trailingSlash === undefined,
    clone: plain(String(clone)),
  });
}
