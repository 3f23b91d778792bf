import type { NextApiRequest, NextApiResponse } from 'next';
import { createRouter, expressWrapper } from 'next-connect';
import cors from 'cors';
import helmet from 'helmet';

const router = createRouter<NextApiRequest & { started?: string }, NextApiResponse>();

router
  .use(async (req, res, next) => { req.started = 'yes'; await next(); })
  .use(expressWrapper(cors({ origin: 'https://example.com', credentials: true })))
  .use(expressWrapper(helmet({ contentSecurityPolicy: false })))
  .get('/api/next-connect/users/:id', (req, res) => { res.json({ id: (req as any).params?.id, started: req.started }); })
  .get('/api/next-connect', (req, res) => { res.send('Hello world'); })
  .post(async (req, res) => { res.status(201).json({ user: req.body }); })
  .put(async () => { throw Object.assign(new Error('not now'), { statusCode: 503 }); });

export default router.handler({
  onError: (error: any, req, res) => { res.status(error.statusCode || 500).end(error.message); },
  onNoMatch: (req, res) => { res.status(404).end('Page is not found'); },
});
