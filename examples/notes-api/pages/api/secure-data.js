// GET /api/secure-data: behind the bearer guard.

import { authenticate } from '../../lib/authenticate';

export default function handler(req, res) {
  authenticate(req, res, () => {
    res.status(200).json({ message: 'the vault is open', margin: 0.42 });
  });
}
