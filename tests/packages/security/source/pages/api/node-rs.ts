import type { NextApiRequest, NextApiResponse } from 'next';
import { hash as argon, verify as check } from '@node-rs/argon2';
import { hash, verify, verifySync } from '@node-rs/bcrypt';

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const { password } = req.body;
  const [a, b] = [await argon(password, { memoryCost: 1024, timeCost: 2 }), await hash(password, 6)];
  res.json({ argon: a.split('$').slice(0, 4), ok: await check(a, password), wrong: await check(a, 'x'), bcrypt: b.slice(0, 7), same: await verify(password, b), not: verifySync('x', b) });
}
