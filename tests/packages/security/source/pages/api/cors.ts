import type { NextApiRequest, NextApiResponse } from 'next';
import Cors from 'cors';

const cors = Cors({ methods: ['POST', 'GET', 'HEAD'], origin: ['https://a.test', /\.b\.test$/], credentials: true, maxAge: 60, exposedHeaders: ['x-one'] });

function runMiddleware(req: NextApiRequest, res: NextApiResponse, fn: Function) {
  return new Promise((resolve, reject) => {
    fn(req, res, (result: any) => (result instanceof Error ? reject(result) : resolve(result)));
  });
}

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  await runMiddleware(req, res, cors);
  res.json({ message: 'Hello Everyone!' });
}
