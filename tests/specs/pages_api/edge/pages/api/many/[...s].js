export const config = { runtime: "edge" };
export default (request) => Response.json(request.nextUrl.searchParams.getAll("s"));
