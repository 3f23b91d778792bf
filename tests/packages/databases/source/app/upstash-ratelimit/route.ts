import { Ratelimit } from '@upstash/ratelimit'
import { Redis } from '@upstash/redis'

function limiters(url: string) {
  const redis = new Redis({ url, token: process.env.UPSTASH_REDIS_REST_TOKEN!, enableTelemetry: false })
  const fixed = new Ratelimit({ redis, limiter: Ratelimit.fixedWindow(3, '30 d'), prefix: 'rl:fixed', ephemeralCache: false })
  const sliding = new Ratelimit({ redis, limiter: Ratelimit.slidingWindow(2, '30 d'), prefix: 'rl:sliding', ephemeralCache: new Map() })
  const bucket = new Ratelimit({ redis, limiter: Ratelimit.tokenBucket(5, '30 d', 4), prefix: 'rl:bucket', analytics: true })
  return { fixed, sliding, bucket }
}

async function attempts(limiter: Ratelimit, id: string, times: number) {
  await limiter.resetUsedTokens(id)
  const answers = []
  for (let n = 0; n < times; n++) {
    const { success, limit, remaining, reset, reason, pending } = await limiter.limit(id)
    await pending
    answers.push({ success, limit, remaining, reset: reset > Date.now() || 'past', reason: reason ?? null })
  }
  return answers
}

export async function GET(request: Request) {
  const { fixed, sliding, bucket } = limiters(new URL('/upstash', request.url).href)
  return Response.json({
    fixed: await attempts(fixed, 'ada', 4),
    sliding: await attempts(sliding, 'ada', 4),
    bucket: await attempts(bucket, 'ada', 5),
    left: (await fixed.getRemaining('ada')).remaining,
    blocked: (await fixed.blockUntilReady('ada', 50)).success,
  })
}
