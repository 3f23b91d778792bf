export const GET = async (_: Request, { params }: { params: Promise<{ path?: string[] }> }) => Response.json(await params);
