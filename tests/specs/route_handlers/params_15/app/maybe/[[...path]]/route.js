export const GET = async (_, { params }) => Response.json({ keys: Object.keys(params), awaited: await params });
