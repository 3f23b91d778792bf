// Who is asking. A browser has a session: a random cookie whose digest is in the database, so that
// logging out ends it. A program has an access token: a JWT that is valid for a quarter of an hour.

import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt } from 'drizzle-orm';
import { SignJWT, jwtVerify } from 'jose';
import { cookies, headers } from 'next/headers';
import { database, sessions, users } from '@/lib/db';

const COOKIE = 'session';
const SESSION_SECONDS = 7 * 24 * 60 * 60;

export interface User {
  id: number;
  email: string;
  role: string;
}

const publicColumns = { id: users.id, email: users.email, role: users.role };

function secret(): Uint8Array {
  const text = process.env.JWT_SECRET;
  if (!text) throw new Error('set JWT_SECRET');
  return new TextEncoder().encode(text);
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');
const now = (): number => Math.floor(Date.now() / 1000);

export async function accessToken(user: User): Promise<string> {
  return new SignJWT({ role: user.role })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(String(user.id))
    .setIssuedAt()
    .setExpirationTime('15m')
    .sign(secret());
}

/** Begins a session and sets its cookie. */
export async function beginSession(user: User): Promise<void> {
  const token = randomBytes(32).toString('base64url');
  const { db } = await database();
  await db.insert(sessions).values({ digest: digestOf(token), userId: user.id, expiresAt: now() + SESSION_SECONDS });
  (await cookies()).set(COOKIE, token, { httpOnly: true, sameSite: 'lax', path: '/', maxAge: SESSION_SECONDS });
}

export async function endSession(): Promise<void> {
  const store = await cookies();
  const token = store.get(COOKIE)?.value;
  if (token) await (await database()).db.delete(sessions).where(eq(sessions.digest, digestOf(token)));
  store.delete(COOKIE);
}

/** The user of the access token or of the session, null for a stranger. */
export async function currentUser(): Promise<User | null> {
  const authorization = (await headers()).get('authorization') ?? '';
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1];
  if (bearer) return userOfToken(bearer);
  const token = (await cookies()).get(COOKIE)?.value;
  if (!token) return null;
  const { db } = await database();
  const [user] = await db
    .select(publicColumns)
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.digest, digestOf(token)), gt(sessions.expiresAt, now())));
  return user ?? null;
}

async function userOfToken(token: string): Promise<User | null> {
  try {
    const { payload } = await jwtVerify(token, secret(), { algorithms: ['HS256'] });
    const { db } = await database();
    const [user] = await db.select(publicColumns).from(users).where(eq(users.id, Number(payload.sub)));
    return user ?? null;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('ERR_J')) return null;
    throw error;
  }
}
