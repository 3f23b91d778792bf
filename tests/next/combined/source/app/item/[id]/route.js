export async function GET(request, context) {
  const { pathname, search, basePath, locale, defaultLocale, href } = request.nextUrl;
  return Response.json(
    { app: (await context.params).id, pathname, search, basePath, locale, defaultLocale: defaultLocale ?? null, href: href.replace(/:[0-9]+/, ""), text: process.env.PHASE_IS_TEXT, defaults: process.env.HAS_DEFAULTS },
    { headers: { "x-item": "handler" } },
  );
}
export { GET as PUT };
