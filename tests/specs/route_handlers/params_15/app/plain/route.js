export const GET = async (_, { params }) => Response.json({ isPromise: params instanceof Promise, awaited: String(await params) });
