import { createClient, SimpleError, WatchError } from 'redis'

const client = createClient({ url: process.env.REDIS_URL })
client.on('error', (error) => console.error('redis', error))

export async function GET() {
  if (!client.isOpen) await client.connect()
  await client.del(['redis:key', 'redis:hash', 'redis:list', 'redis:set', 'redis:zset', 'redis:counter', 'redis:ttl', 'redis:stream'])
  const set = await client.set('redis:key', 'välue')
  const nothing = await client.get('redis:none')
  const once = await client.set('redis:key', 'other', { condition: 'NX' })
  await client.hSet('redis:hash', { model: 'Deimos', brand: 'Ergonom', price: 4972 })
  await client.set('redis:ttl', 'soon', { expiration: { type: 'EX', value: 100 } })
  const ttl = await client.ttl('redis:ttl')
  await client.zAdd('redis:zset', [{ score: 2, value: 'two' }, { score: 1, value: 'one' }])
  const multi = await client.multi().incrBy('redis:counter', 5).rPush('redis:list', ['a', 'b', 'c']).lRange('redis:list', 0, -1).exec()
  const together = await Promise.all(Array.from({ length: 20 }, () => client.incr('redis:counter')))

  const isolated = await client.duplicate().connect()
  await isolated.watch('redis:key')
  await client.set('redis:key', 'changed')
  const watched = await isolated.multi().set('redis:key', 'lost').exec().catch((error) => error instanceof WatchError)
  isolated.destroy()

  const subscriber = await client.duplicate().connect()
  const message = await new Promise(async (resolve) => {
    await subscriber.subscribe('redis:channel', (text, channel) => resolve([text, channel]))
    await client.publish('redis:channel', 'hello')
  })
  await subscriber.close()
  await client.xAdd('redis:stream', '1-1', { field: 'value' })
  const found = []
  for await (const keys of client.scanIterator({ MATCH: 'redis:*' })) found.push(...keys)
  const evaluated = await client.eval('return {KEYS[1], ARGV[1], redis.call("GET", KEYS[1])}', { keys: ['redis:key'], arguments: ['x'] })
  const big = await client.set('redis:key', 'z'.repeat(300_000)).then(() => client.strLen('redis:key'))
  const wrong = await client.lPush('redis:key', 'x').catch((error) => [error instanceof SimpleError, error.message])
  return Response.json({
    set, nothing, once, ttl, multi, together, watched, message, evaluated, big, wrong,
    hash: { ...(await client.hGetAll('redis:hash')) },
    zset: await client.zRangeWithScores('redis:zset', 0, -1),
    stream: await client.xRange('redis:stream', '-', '+'),
    found: [...new Set(found)].sort(),
    bytes: (await client.get('redis:key'))!.length,
    state: [client.isOpen, client.isReady],
  })
}
