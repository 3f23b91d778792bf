export const config = { runtime: "edge" };
export default (request) => Response.json({ url: request.url, query: [...new URL(request.url).searchParams] });
