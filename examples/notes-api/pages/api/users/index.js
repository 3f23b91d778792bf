// /api/users: list and create; every other method is told what would work.

import { checkUser, createUser, listUsers } from '../../../lib/users';

export default function handler(req, res) {
  switch (req.method) {
    case 'GET':
      res.status(200).json(listUsers());
      break;
    case 'POST':
      create(req, res);
      break;
    default:
      res.setHeader('Allow', ['GET', 'POST']);
      res.status(405).end(`Method ${req.method} Not Allowed`);
  }
}

function create(req, res) {
  const fields = checkUser(req.body || undefined);
  if (Object.keys(fields).length > 0) return res.status(422).json({ error: 'invalid user', fields });
  const user = createUser(req.body);
  if (!user) return res.status(409).json({ error: 'a user with this email address exists' });
  res.setHeader('Location', `/api/users/${user.id}`);
  res.status(201).json(user);
}
