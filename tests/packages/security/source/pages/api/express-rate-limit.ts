import type { NextApiRequest, NextApiResponse } from 'next';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';

const limiter = rateLimit({
  windowMs: 15 * 60 * 1000,
  limit: (request) => (request.headers['x-key'] === 'a' ? 2 : 5),
  standardHeaders: 'draft-7',
  legacyHeaders: false,
  keyGenerator: (request) => `${request.headers['x-key']} ${ipKeyGenerator(request.socket.remoteAddress ?? '', 56).length > 0}`,
  handler: (request, response, next, options) => {
    // It counts down.
    const waits = Number(response.getHeader('retry-after')) > 800;
    response.removeHeader('retry-after');
    response.status(options.statusCode).send({ error: options.message, waits });
  },
});

const pass = (request: any, response: any) =>
  new Promise<void>((resolve, reject) => {
    limiter(request, response, (result?: unknown) => (result instanceof Error ? reject(result) : resolve()));
    response.once('finish', resolve);
  });

export default async function handler(request: NextApiRequest, response: NextApiResponse) {
  await pass(request, response);
  if (!response.writableEnded) response.json((request as any).rateLimit.used);
}
