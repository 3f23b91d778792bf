import type { NextApiRequest, NextApiResponse } from 'next';
import multer from 'multer';
import { tmpdir } from 'node:os';
import { readFileSync, unlinkSync } from 'node:fs';

export const config = { api: { bodyParser: false } };

const memory = multer({ storage: multer.memoryStorage(), limits: { fileSize: 1000 } });
const disk = multer({ dest: tmpdir() });

const run = (req: any, res: any, middleware: any) => new Promise<any>((resolve, reject) => middleware(req, res, (error: unknown) => (error ? reject(error) : resolve(req))));

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  try {
    if (req.query.to === 'disk') {
      const { file, body } = await run(req, res, disk.single('file'));
      const text = readFileSync(file.path, 'utf8');
      unlinkSync(file.path);
      return res.json({ text, name: file.originalname, size: file.size, body });
    }
    const { files, body } = await run(req, res, memory.array('file', 2));
    res.json({ body, files: files.map((it: any) => [it.fieldname, it.originalname, it.mimetype, it.size, it.buffer.toString('latin1').slice(0, 20)]) });
  } catch (error) {
    res.status(400).json({ name: error.name, code: error.code, message: error.message, field: error.field });
  }
}
