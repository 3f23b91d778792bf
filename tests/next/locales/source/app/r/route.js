export async function GET(request) {
  const u = request.nextUrl;
  return Response.json({ at: "r", path: u.pathname, search: u.search, locale: u.locale, default: u.defaultLocale ?? null, url: request.url.replace(/:[0-9]+/, "") });
}
