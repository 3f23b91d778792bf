export const GET = async (request, { params }) => Response.json({ files: (await params).name, path: request.nextUrl.pathname });
