import { z } from 'zod';
import { database, isDuplicate, users } from '@/lib/db';
import { failure, readBody } from '@/lib/http';
import { send } from '@/lib/mail';
import { hash } from '@/lib/passwords';

const newUser = z.object({
  email: z.email('must be an email address').toLowerCase(),
  password: z.string().min(8, 'must have 8 characters or more').max(200),
});

export async function POST(request: Request): Promise<Response> {
  const body = await readBody(request, newUser);
  if (body instanceof Response) return body;
  const { email, password } = body;
  const role = email === process.env.ADMIN_EMAIL ? 'admin' : 'customer';
  try {
    const { db } = await database();
    const [user] = await db.insert(users).values({ email, password: await hash(password), role }).returning();
    await send(email, 'Welcome', 'Your account is ready.');
    return Response.json({ id: user.id, email, role }, { status: 201 });
  } catch (error) {
    if (isDuplicate(error)) return failure(409, 'this address has an account');
    throw error;
  }
}
