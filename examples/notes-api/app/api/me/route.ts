// GET /api/me: who the token says you are; 401 with the reason without a valid one.

import { TokenError } from '@/lib/jwt';
import { currentUser } from '@/lib/session';

export async function GET(): Promise<Response> {
  const user = await currentUser();
  if (user instanceof TokenError) {
    return Response.json(
      { error: user.message },
      { status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="notes-api"' } },
    );
  }
  return Response.json({ email: user.sub, name: user.name, expires: new Date(user.exp * 1000).toISOString() });
}
