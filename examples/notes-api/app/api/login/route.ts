// POST /api/login: a token for the right password, in the body for programs and as a cookie for browsers.

import { cookies } from 'next/headers';
import { NextResponse } from 'next/server';
import { failure, readObject } from '@/lib/http';
import { sign } from '@/lib/jwt';
import { required, sameSecret } from '@/lib/secrets';
import { SESSION_COOKIE, SESSION_SECONDS } from '@/lib/session';

export async function POST(request: Request): Promise<Response> {
  const { email, password } = (await readObject(request)) ?? {};
  const known =
    typeof email === 'string' &&
    typeof password === 'string' &&
    sameSecret(`${email}\n${password}`, `${required('LOGIN_EMAIL')}\n${required('LOGIN_PASSWORD')}`);
  if (!known) return failure(401, 'wrong email address or password');

  const token = sign({ sub: email, name: email.split('@')[0] }, required('JWT_SECRET'), SESSION_SECONDS);
  (await cookies()).set(SESSION_COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: new URL(request.url).protocol === 'https:',
    maxAge: SESSION_SECONDS,
  });
  return NextResponse.json({ token, expiresIn: SESSION_SECONDS });
}
