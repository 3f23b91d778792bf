import { RateLimiterMemory, RateLimiterQueue, RateLimiterUnion } from 'rate-limiter-flexible';
import { LRUCache } from 'lru-cache';

const limiter = new RateLimiterMemory({ points: 2, duration: 60 });
const cache = new LRUCache<string, { n: number }>({ max: 2, ttl: 60_000, updateAgeOnGet: true, fetchMethod: async (key) => ({ n: key.length }) });

export async function GET(request: Request) {
  const key = request.headers.get('x-key') ?? 'none';
  try {
    const { remainingPoints, consumedPoints, isFirstInDuration } = await limiter.consume(key);
    return Response.json({ remainingPoints, consumedPoints, isFirstInDuration });
  } catch (rejected) {
    return Response.json({ remaining: rejected.remainingPoints, waits: rejected.msBeforeNext > 50_000 }, { status: 429 });
  }
}

export async function POST() {
  const fetched = await cache.fetch('four');
  cache.set('a', { n: 1 });
  cache.set('b', { n: 2 });
  const queue = new RateLimiterQueue(new RateLimiterMemory({ points: 10, duration: 1 }), { maxQueueSize: 2 });
  const union = new RateLimiterUnion(new RateLimiterMemory({ keyPrefix: 'x', points: 1, duration: 1 }), new RateLimiterMemory({ keyPrefix: 'y', points: 5, duration: 60 }));
  await union.consume('k');
  const refused = await union.consume('k').catch((error) => Object.keys(error));
  return Response.json({ fetched, size: cache.size, first: cache.has('four'), keys: [...cache.keys()], left: await queue.removeTokens(3), refused, ttl: cache.getRemainingTTL('a') > 59_000 });
}
