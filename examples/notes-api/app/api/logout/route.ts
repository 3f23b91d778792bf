// POST /api/logout: takes the browser's cookie back. Tokens already handed out run out by themselves.

import { cookies } from 'next/headers';
import { SESSION_COOKIE } from '@/lib/session';

export async function POST(): Promise<Response> {
  (await cookies()).delete(SESSION_COOKIE);
  return new Response(null, { status: 204 });
}
