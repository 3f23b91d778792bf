import type { NextApiRequest, NextApiResponse } from 'next';
import bcrypt from 'bcrypt';

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const { password, hash } = req.body;
  const made = await bcrypt.hash(password, 6);
  const salt = await bcrypt.genSalt(6);
  const called = await new Promise((resolve) => bcrypt.compare(password, made, (error, same) => resolve(error ?? same)));
  res.status(200).json({
    salted: bcrypt.hashSync(password, '$2b$06$abcdefghijklmnopqrstuu'),
    matches: [await bcrypt.compare(password, hash), await bcrypt.compare('other', hash), called],
    rounds: bcrypt.getRounds(made), prefix: made.slice(0, 7), salt: salt.length,
  });
}
