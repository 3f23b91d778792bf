// pages/api/secure-data.js

import { authenticate } from '../../middleware/auth';

export default function handler(req, res) {
  authenticate(req, res, () => {
    // Protected route logic here
    res.status(200).json({ message: 'Secure data' });
  });
}
