import type { NextApiRequest, NextApiResponse } from 'next';
import morgan from 'morgan';

const lines: string[] = [];
const logger = morgan(':method :url :status :res[content-type] HTTP/:http-version ":user-agent" :req[x-a]', { stream: { write: (line) => { lines.push(line.trim()); } } });

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  await new Promise<void>((resolve, reject) => logger(req as any, res as any, (error) => (error ? reject(error) : resolve())));
  res.status(201).json(lines);
}
