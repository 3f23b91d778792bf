import type { NextApiRequest, NextApiResponse } from 'next';
import { getIronSession } from 'iron-session';

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const session = await getIronSession<{ count?: number }>(req, res, { password: 'a password of at least thirty-two characters', cookieName: 'pages' });
  if (req.method === 'DELETE') { session.destroy(); return res.json({ gone: true, cookie: res.getHeader('set-cookie') }); }
  session.count = (session.count ?? 0) + 1;
  const before = res.getHeader('set-cookie');
  res.json({ count: session.count, before: before ?? null });
}
