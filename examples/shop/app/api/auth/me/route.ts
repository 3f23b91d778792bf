import { currentUser } from '@/lib/auth';
import { failure } from '@/lib/http';

export async function GET(): Promise<Response> {
  const user = await currentUser();
  return user ? Response.json(user) : failure(401, 'log in first');
}
