export const GET = (request) => Response.json({ path: request.nextUrl.pathname, locale: request.nextUrl.locale });
