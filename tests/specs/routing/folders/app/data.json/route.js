export const GET = () => Response.json({ dot: true });
