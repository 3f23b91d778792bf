import { Redis } from '@upstash/redis'

export async function GET(request: Request) {
  const url = new URL('/upstash', request.url).href
  const redis = new Redis({ url, token: process.env.UPSTASH_REDIS_REST_TOKEN!, enableTelemetry: false, retry: false })
  await redis.del('up:text', 'up:object', 'up:hash', 'up:zset', 'up:set', 'up:list', 'up:counter')
  const set = await redis.set('up:text', 'välue', { ex: 100 })
  const once = await redis.set('up:text', 'other', { nx: true })
  await redis.set('up:object', { id: 1, tags: ['a', 'ö'] })
  const object = await redis.get<{ id: number; tags: string[] }>('up:object')
  await redis.hset('up:hash', { name: 'Ada', age: 36 })
  await redis.zadd('up:zset', { score: 1, member: 'one' }, { score: 2, member: 'two' })
  await redis.sadd('up:set', 'x', 'y', 'x')
  const pipeline = redis.pipeline()
  pipeline.incr('up:counter')
  pipeline.incrby('up:counter', 41)
  pipeline.get('up:object')
  const piped = await pipeline.exec()
  const multi = await redis.multi().lpush('up:list', 'a', 'b').lrange('up:list', 0, -1).exec()
  const together = await Promise.all([redis.get('up:text'), redis.exists('up:text', 'up:none'), redis.ttl('up:object')])
  const script = await redis.eval('return ARGV[1]', [], ['hello'])
  const wrong = await redis.incr('up:text').catch((error) => [error.name, error.message])
  const denied = await new Redis({ url, token: 'other', retry: false }).get('up:text').catch((error) => [error.name, error.message.split(',')[0]])
  const [, keys] = await redis.scan(0, { match: 'up:*', count: 1000 })
  return Response.json({
    set, once, object, piped, multi, together, script, wrong, denied, keys: keys.sort(),
    hash: await redis.hgetall('up:hash'), zset: await redis.zrange('up:zset', 0, -1, { withScores: true }),
    members: (await redis.smembers('up:set')).sort(), none: await redis.get('up:none'),
  })
}
