import { Redis } from '@upstash/redis';
import { Ratelimit } from '@upstash/ratelimit';

const redis = new Redis({ url: `${process.env.UPSTREAM_URL}/upstash`, token: 't', enableTelemetry: false, retry: false, enableAutoPipelining: false });

export async function GET() {
  const value = await redis.get('key');
  const ratelimit = new Ratelimit({ redis, limiter: Ratelimit.fixedWindow(10, '10 s'), ephemeralCache: false, analytics: false, prefix: 'p' });
  const { success, limit, remaining } = await ratelimit.limit('id').catch((error) => error);
  return Response.json({ value, success, limit, remaining });
}
