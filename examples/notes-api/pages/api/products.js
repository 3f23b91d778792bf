// GET /api/products: the supplier's list, shaped for a shop window.

import { supplierProducts, toProduct } from '@/lib/products';

export default async function handler(req, res) {
  try {
    const raw = await supplierProducts();
    res.status(200).json(raw.map(toProduct));
  } catch (error) {
    console.error(error);
    res.status(502).json({ error: 'the supplier is not available' });
  }
}
