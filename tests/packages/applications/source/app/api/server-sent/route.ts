import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { interval, map, take } from 'rxjs'
import { Server } from 'socket.io'
import { io } from 'socket.io-client'

export function GET() {
  const ticks = interval(2).pipe(take(3), map((n) => `data: ${n}\n\n`))
  const stream = new ReadableStream({
    start(controller) {
      ticks.subscribe({ next: (text) => controller.enqueue(new TextEncoder().encode(text)), complete: () => controller.close() })
    },
  })
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
}

/** A server of its own port, as socket.io needs one beside a route. */
export async function POST() {
  const http = createServer((_, response) => response.end('plain'))
  const server = new Server(http)
  server.on('connection', (socket) => socket.on('add', (n, answer) => answer(n + 1)))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const answers: Record<string, unknown> = {}
  for (const transport of ['polling', 'websocket']) {
    const client = io(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, { transports: [transport], forceNew: true })
    answers[transport] = await client.emitWithAck('add', 4)
    client.close()
  }
  await server.close()
  return Response.json(answers)
}
