export const GET = async (request, { params }) => Response.json({ all: (await params).all ?? null });
export const POST = GET;
