// Plays Upstash: its REST interface in front of the Redis of the test.
// https://upstash.com/docs/redis/features/restapi
import { createClient } from 'redis'

const client = createClient({ url: process.env.REDIS_URL, RESP: 2 })
let connected: Promise<unknown> | undefined

type Reply = { result: unknown } | { error: string }
type Context = { params: Promise<{ path?: string[] }> }

/** What a script of `@upstash/ratelimit` asks for that Redis itself has no word for. */
const FLAGS = /^#!lua flags=allow-key-locking\n/

async function run(command: unknown[]): Promise<unknown> {
  return client.sendCommand(command.map((part) => String(part).replace(FLAGS, '')))
}

/** With `Upstash-Encoding: base64` every text of an answer is coded, but for a status. */
function encode(value: unknown): unknown {
  if (typeof value === 'string') return value === 'OK' ? value : Buffer.from(value).toString('base64')
  return Array.isArray(value) ? value.map(encode) : value
}

export async function POST(request: Request, { params }: Context) {
  if (request.headers.get('authorization') !== `Bearer ${process.env.UPSTASH_REDIS_REST_TOKEN}`) {
    return Response.json({ error: 'Unauthorized' }, { status: 401 })
  }
  await (connected ??= client.connect())
  const isCoded = request.headers.get('upstash-encoding') === 'base64'
  const answer = (value: unknown): Reply => ({ result: isCoded ? encode(value) : value })
  const fault = (error: Error): Reply => ({ error: error.message })
  const body = (await request.json()) as unknown[]
  const [form] = (await params).path ?? []
  if (form === undefined) {
    const reply = await run(body).then(answer, fault)
    return Response.json(reply, { status: 'error' in reply ? 400 : 200 })
  }
  if (form === 'pipeline') {
    return Response.json(await Promise.all((body as unknown[][]).map((command) => run(command).then(answer, fault))))
  }
  const batch = client.multi()
  for (const command of body as unknown[][]) batch.addCommand(command.map(String))
  return Response.json(((await batch.exec()) as unknown[]).map(answer))
}
