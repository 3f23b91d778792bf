import type { NextApiRequest, NextApiResponse } from 'next';
import getRawBody from 'raw-body';

export const config = { api: { bodyParser: false } };

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  try {
    const body = await getRawBody(req, { length: req.headers['content-length'], limit: '20b', encoding: (req.query.encoding as string) || null });
    res.json({ body: String(body), kind: typeof body });
  } catch (error: any) {
    res.status(error.statusCode).json({ type: error.type, message: error.message, limit: error.limit, length: error.length });
  }
}
