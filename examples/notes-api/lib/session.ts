// Who is asking: the token of /api/login, from the Authorization header or from its cookie.

import { cookies, headers } from 'next/headers';
import { TokenError, verify, type Claims } from '@/lib/jwt';
import { required } from '@/lib/secrets';

export const SESSION_COOKIE = 'session';
export const SESSION_SECONDS = 60 * 60;

/** The claims of a valid token, or the reason there is none. */
export async function currentUser(): Promise<Claims | TokenError> {
  const authorization = (await headers()).get('authorization') ?? '';
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  const token = bearer ?? (await cookies()).get(SESSION_COOKIE)?.value;
  if (!token) return new TokenError('log in first');
  try {
    return verify(token, required('JWT_SECRET'));
  } catch (error) {
    if (error instanceof TokenError) return error;
    throw error;
  }
}
