// /api/users/[id]: one user, by the method that was used.

import type { NextApiRequest, NextApiResponse } from 'next';
import { parseId } from '@/lib/http';
import { deleteUser, findUser, renameUser } from '@/lib/users';

export default function handler(req: NextApiRequest, res: NextApiResponse): void {
  const id = parseId(String(req.query.id));
  const user = id && findUser(id);
  if (!user) return res.status(404).json({ error: 'no such user' });

  switch (req.method) {
    case 'GET':
      return res.status(200).json(user);
    case 'PUT':
      if (typeof req.body?.name !== 'string' || req.body.name.trim() === '') {
        return res.status(422).json({ error: 'invalid user', fields: { name: 'must not be empty' } });
      }
      return res.status(200).json(renameUser(id, req.body.name));
    case 'DELETE':
      deleteUser(id);
      res.status(204).end();
      return;
    default:
      res.setHeader('Allow', ['GET', 'PUT', 'DELETE']);
      res.status(405).end(`Method ${req.method} Not Allowed`);
  }
}
