export const tell = (name) => async (_, { params }) => Response.json({ name, params: (await params) ?? null });
