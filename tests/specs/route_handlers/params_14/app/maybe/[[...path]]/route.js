export const GET = (_, { params }) => Response.json({ params });
