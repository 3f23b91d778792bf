import type { NextApiRequest, NextApiResponse } from 'next';
import { database } from '@/lib/db';

export default async function handler(request: NextApiRequest, response: NextApiResponse): Promise<void> {
  const { kind, check } = await database();
  await check();
  response.json({ database: kind, limits: process.env.REDIS_URL ? 'redis' : 'memory', mail: process.env.SMTP_URL ? 'smtp' : 'file' });
}
