// GET /api/stock: needs the supplier's key. The key goes to the supplier, the answer to the browser.

import { fromUpstream } from '@/lib/upstream';

export default async function handler(req, res) {
  try {
    const { counted, items } = await fromUpstream('/upstream/stock', process.env.SUPPLIER_KEY);
    res.status(200).json({ counted, items });
  } catch (error) {
    console.error(error);
    res.status(502).json({ error: 'the supplier is not available' });
  }
}
