export const GET = async (request, { params }) => Response.json({ ...(await params), pathname: request.nextUrl.pathname });
