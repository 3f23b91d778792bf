import type { NextApiRequest, NextApiResponse } from 'next';
import formidable, { errors } from 'formidable';
import { readFile, unlink } from 'node:fs/promises';

export const config = { api: { bodyParser: false } };

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const form = formidable({ maxFileSize: 1000, hashAlgorithm: 'sha1', multiples: true });
  const events: string[] = [];
  form.on('fileBegin', (name) => events.push(`begin ${name}`)).on('end', () => events.push('end'));
  try {
    const [fields, files] = await form.parse(req);
    const found = [];
    for (const file of Object.values(files).flat()) {
      found.push([file!.originalFilename, file!.mimetype, file!.size, file!.hash, (await readFile(file!.filepath, 'utf8')).slice(0, 20)]);
      await unlink(file!.filepath);
    }
    // Files are done in the order in which they are written.
    res.json({ fields, found: found.sort(), events });
  } catch (error: any) {
    res.status(error.httpCode || 400).json({ code: error.code, big: error.code === errors.biggerThanTotalMaxFileSize || error.code === errors.biggerThanMaxFileSize });
  }
}
