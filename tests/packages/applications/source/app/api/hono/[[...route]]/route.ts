import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { cors } from 'hono/cors'
import { HTTPException } from 'hono/http-exception'
import { jwt, sign } from 'hono/jwt'
import { streamSSE } from 'hono/streaming'
import { handle } from 'hono/vercel'

const app = new Hono().basePath('/api/hono')

app.use('*', cors({ origin: 'https://a.test', credentials: true }))
app.use('/auth/*', (c, next) => jwt({ secret: 'it-is-very-secret', alg: 'HS256' })(c, next))
app.get('/hello', (c) => {
  setCookie(c, 'seen', 'yes', { httpOnly: true, sameSite: 'Lax' })
  return c.json({ message: 'Hello Next.js!', name: c.req.query('name') ?? null, seen: getCookie(c, 'seen') ?? null })
})
app.post('/posts/:id', async (c) => c.json({ id: c.req.param('id'), body: await c.req.json() }, 201))
app.get('/events', (c) => streamSSE(c, async (stream) => {
  for (let id = 0; id < 3; id++) {
    await stream.writeSSE({ data: `It is ${id}`, event: 'time-update', id: String(id) })
    await stream.sleep(2)
  }
}))
app.get('/token', async (c) => c.text(await sign({ sub: 'me' }, 'it-is-very-secret')))
app.get('/auth/page', (c) => c.json(c.get('jwtPayload')))
app.get('/teapot', () => { throw new HTTPException(418, { message: 'short and stout' }) })
app.notFound((c) => c.text('not here', 404))

export const GET = handle(app)
export const POST = handle(app)
export const OPTIONS = handle(app)
