import Redis from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, RateLimiterUnion } from 'rate-limiter-flexible'

const redis = new Redis(process.env.REDIS_URL!, { enableOfflineQueue: true })
const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix: 'flex', points: 5, duration: 60 })
const memory = new RateLimiterMemory({ points: 2, duration: 60, keyPrefix: 'memory' })

async function attempt(limiter: { consume(key: string, points?: number): Promise<RateLimiterRes> }, key: string, points = 1) {
  try {
    const { remainingPoints, consumedPoints, isFirstInDuration } = await limiter.consume(key, points)
    return { ok: true, remainingPoints, consumedPoints, isFirstInDuration }
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    const wait = refusal.msBeforeNext
    return { ok: false, remainingPoints: refusal.remainingPoints, consumedPoints: refusal.consumedPoints, waits: wait > 50_000 && wait <= 60_000 }
  }
}

export async function GET() {
  await limiter.delete('visitor')
  const first = await attempt(limiter, 'visitor', 2)
  const burst = await Promise.all([1, 2, 3, 4].map(() => attempt(limiter, 'visitor')))
  const state = await limiter.get('visitor')
  await limiter.reward('visitor', 3)
  const rewarded = await attempt(limiter, 'visitor')
  await limiter.block('visitor', 30)
  const blocked = await attempt(limiter, 'visitor')
  await memory.delete('visitor')
  const inMemory = []
  for (let n = 0; n < 3; n++) inMemory.push(await attempt(memory, 'visitor'))
  await memory.delete('union')
  await limiter.delete('union')
  const union = await new RateLimiterUnion(limiter, memory).consume('union')
  return Response.json({
    first, burst: burst.map((answer) => answer.ok).sort(), consumed: state?.consumedPoints, rewarded: rewarded.ok, blocked: blocked.ok, inMemory,
    union: Object.entries(union).map(([name, { remainingPoints }]) => [name, remainingPoints]),
  })
}
