import { endSession } from '@/lib/auth';

export async function POST(): Promise<Response> {
  await endSession();
  return new Response(null, { status: 204 });
}
