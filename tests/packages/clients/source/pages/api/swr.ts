import type { NextApiRequest, NextApiResponse } from 'next';
import { unstable_serialize } from 'swr';

export default function handler(req: NextApiRequest, res: NextApiResponse) {
  res.json({ key: unstable_serialize(['a', { b: 1 }]) });
}
