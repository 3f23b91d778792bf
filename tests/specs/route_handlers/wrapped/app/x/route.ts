import { withErrors, withUser } from "../../lib/wrap";
export const GET = withErrors(withUser(async (_request, user) => Response.json({ user })));
export const POST = withErrors(withUser(async (request, user) => Response.json({ user, body: await request.json() })));
