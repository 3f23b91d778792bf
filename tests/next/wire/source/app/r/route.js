const answer = async (request) => Response.json({ method: request.method, path: request.nextUrl.pathname, body: await request.text() });
export { answer as POST, answer as PUT };
export const GET = (request) => Response.json({ path: request.nextUrl.pathname, search: request.nextUrl.search });
