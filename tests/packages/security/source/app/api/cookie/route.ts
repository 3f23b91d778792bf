import * as cookie from 'cookie';

export async function GET(request: Request) {
  const parse = (cookie as any).parse ?? (cookie as any).parseCookie;
  const serialize = (cookie as any).serialize ?? (cookie as any).stringifySetCookie;
  const set = serialize('name', 'a value; with "marks" é', { httpOnly: true, maxAge: 60 * 60 * 24 * 7, sameSite: 'lax', path: '/', expires: new Date(0), secure: true, priority: 'high', partitioned: true });
  let wrong;
  try { serialize('bad name', 'x'); } catch (error) { wrong = error.message; }
  return Response.json({ names: Object.keys(cookie).sort(), all: parse(request.headers.get('cookie') ?? ''), wrong }, { headers: { 'set-cookie': set } });
}
