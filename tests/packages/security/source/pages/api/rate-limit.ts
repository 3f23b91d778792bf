import type { NextApiRequest, NextApiResponse } from 'next';
import rateLimit from 'express-rate-limit';

const limiter = rateLimit({ windowMs: 60_000, limit: 2, standardHeaders: 'draft-8', legacyHeaders: false, keyGenerator: (req) => String(req.headers['x-key']), validate: false });

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  Object.assign(res, { status: (code: number) => { res.statusCode = code; return res; } });
  await new Promise<void>((resolve, reject) => {
    res.once('finish', () => resolve());
    (limiter as any)(req, res, (error?: Error) => (error ? reject(error) : resolve()));
  });
  if (!res.writableEnded) { res.removeHeader('ratelimit'); res.json({ ok: true }); }
}
