import type { NextApiRequest, NextApiResponse } from 'next';
import argon2 from 'argon2';

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const { password, hash } = req.body;
  const options = { type: argon2.argon2id, memoryCost: 1024, timeCost: 2, parallelism: 1, salt: Buffer.from('0123456789abcdef') };
  const made = await argon2.hash(password, options);
  res.json({ made, verified: [await argon2.verify(made, password), await argon2.verify(hash, password), await argon2.verify(hash, 'x')],
    rehash: argon2.needsRehash(made, { memoryCost: 2048, timeCost: 2, parallelism: 1 }), raw: (await argon2.hash(password, { ...options, raw: true })).toString('hex') });
}
