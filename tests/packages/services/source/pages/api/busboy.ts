import type { NextApiRequest, NextApiResponse } from 'next';
import busboy from 'busboy';

export const config = { api: { bodyParser: false } };

export default function handler(req: NextApiRequest, res: NextApiResponse) {
  return new Promise<void>((resolve) => {
    const seen: unknown[] = [];
    let bb;
    try { bb = busboy({ headers: req.headers, limits: { fileSize: 10 } }); } catch (error) { res.status(400).json({ message: error.message }); return resolve(); }
    bb.on('file', (name, file, info) => {
      let size = 0;
      file.on('data', (data) => { size += data.length; }).on('close', () => seen.push({ name, info, size, truncated: (file as any).truncated }));
    });
    bb.on('field', (name, value, info) => seen.push({ name, value, info }));
    bb.on('close', () => { res.json(seen); resolve(); });
    bb.on('error', (error: Error) => { res.status(400).json({ message: error.message }); resolve(); });
    req.pipe(bb);
  });
}
