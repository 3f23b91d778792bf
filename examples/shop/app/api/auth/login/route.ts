import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { accessToken, beginSession } from '@/lib/auth';
import { database, users } from '@/lib/db';
import { failure, readBody } from '@/lib/http';
import { matches } from '@/lib/passwords';
import { secondsToWait } from '@/lib/rate_limit';

const credentials = z.object({ email: z.string().max(200).toLowerCase(), password: z.string().max(200) });

export async function POST(request: Request): Promise<Response> {
  const body = await readBody(request, credentials);
  if (body instanceof Response) return body;
  const wait = await secondsToWait(body.email);
  if (wait > 0) {
    const answer = failure(429, 'too many attempts');
    answer.headers.set('retry-after', String(wait));
    return answer;
  }
  const { db } = await database();
  const [user] = await db.select().from(users).where(eq(users.email, body.email));
  if (!user || !(await matches(body.password, user.password))) return failure(401, 'wrong address or password');
  await beginSession(user);
  return Response.json({ token: await accessToken(user), expiresIn: 900 });
}
