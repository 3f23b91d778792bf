import Redis from 'ioredis'

const redis = new Redis(process.env.REDIS_URL!, { maxRetriesPerRequest: 1 })
redis.defineCommand('addTo', { numberOfKeys: 1, lua: 'return redis.call("INCRBY", KEYS[1], ARGV[1])' })

export async function GET() {
  await redis.del('io:key', 'io:hash', 'io:list', 'io:zset', 'io:counter', 'io:buffer')
  const set = await redis.set('io:key', 'value', 'EX', 100)
  const pipeline = await redis.pipeline().set('io:a', 'b').get('io:a').lpush('io:key', 'x').exec()
  const multi = await redis.multi().incr('io:counter').incr('io:counter').exec()
  await redis.hset('io:hash', new Map([['a', '1'], ['b', 'ö']]))
  await redis.zadd('io:zset', 1, 'one', 2, 'dos', 3, 'three')
  await redis.set('io:buffer', Buffer.from([0, 1, 254, 255]))
  const buffer = await redis.getBuffer('io:buffer')
  const added = await (redis as unknown as { addTo(key: string, by: number): Promise<number> }).addTo('io:counter', 40)

  const subscriber = redis.duplicate()
  await subscriber.subscribe('io:news', 'io:music')
  const heard = new Promise((resolve) => {
    const messages: string[] = []
    subscriber.on('message', (channel, text) => {
      messages.push(`${channel}=${text}`)
      if (messages.length === 2) resolve(messages)
    })
  })
  await redis.publish('io:news', 'one')
  await redis.publish('io:music', 'two')
  const messages = await heard
  await subscriber.quit()

  await Promise.all(Array.from({ length: 200 }, (_, n) => redis.set(`io:many:${n}`, n, 'EX', 100)))
  const stream = redis.scanStream({ match: 'io:many:*', count: 50 })
  const keys = new Set<string>()
  for await (const some of stream) for (const key of some) keys.add(key)
  const blocked = redis.duplicate()
  const popped = blocked.blpop('io:list', 5)
  await redis.rpush('io:list', 'late')
  const wrong = await redis.incr('io:key').catch((error) => [error.name, error.message])
  const refused = new Redis(1, '127.0.0.1', { lazyConnect: true, retryStrategy: null as never })
  const refusal = await refused.connect().catch((error) => error.message)
  const answer = {
    set, pipeline: pipeline!.map(([error, value]) => [error?.message ?? null, value]), multi, buffer: [...buffer!], added, messages,
    keys: keys.size, popped: await popped, wrong, refusal,
    hash: await redis.hgetall('io:hash'),
    zset: await redis.zrevrange('io:zset', 0, -1, 'WITHSCORES'),
    ttl: await redis.ttl('io:key'), status: redis.status,
  }
  blocked.disconnect()
  return Response.json(answer)
}
