// "API routes can use middleware (like `next-connect`) to handle authentication"
import { createRouter } from 'next-connect';
import { authenticate } from '../../middleware/auth';

const router = createRouter();

router.use(authenticate);

router.get((req, res) => {
  res.status(200).json({ message: 'Secure data' });
});

router.post((req, res) => {
  res.status(201).json({ received: req.body });
});

export default router.handler({
  onError: (err, req, res) => {
    res.status(500).json({ error: err.message });
  },
  onNoMatch: (req, res) => {
    res.status(405).json({ error: `Method ${req.method} Not Allowed` });
  },
});
