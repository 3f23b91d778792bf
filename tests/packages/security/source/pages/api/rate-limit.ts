import type { NextApiRequest, NextApiResponse } from 'next';
import rateLimit from 'express-rate-limit';

const limiter = rateLimit({ windowMs: 60_000, limit: 2, standardHeaders: 'draft-7', legacyHeaders: false, keyGenerator: (req) => String(req.headers['x-key']), validate: false, handler: (req, res) => { res.removeHeader('ratelimit'); res.removeHeader('retry-after'); res.status(429); res.end('too many'); } });

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  Object.assign(res, { status: (code: number) => { res.statusCode = code; return res; } });
  await new Promise<void>((resolve, reject) => {
    res.once('finish', () => resolve());
    (limiter as any)(req, res, (error?: Error) => (error ? reject(error) : resolve()));
  });
  if (!res.writableEnded) { res.removeHeader('ratelimit'); res.json({ ok: true }); }
}
