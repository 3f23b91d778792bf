// How often somebody may try: counted in Redis for all processes, or in each process without one.

import Redis from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

const ATTEMPTS = { points: 5, duration: 60, keyPrefix: 'login' };
const url = process.env.REDIS_URL;

const limiter = url
  ? new RateLimiterRedis({ ...ATTEMPTS, storeClient: new Redis(url), insuranceLimiter: new RateLimiterMemory(ATTEMPTS) })
  : new RateLimiterMemory(ATTEMPTS);

/** Counts an attempt; the seconds to wait when there were too many. */
export async function secondsToWait(key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    return Math.ceil(refusal.msBeforeNext / 1000);
  }
}
