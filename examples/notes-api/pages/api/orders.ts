// POST /api/orders: 201 with the total, or 422 with one message for each wrong field.

import type { NextApiRequest, NextApiResponse } from 'next';
import { placeOrder } from '@/lib/orders';
import { UpstreamError } from '@/lib/upstream';

export default async function handler(req: NextApiRequest, res: NextApiResponse): Promise<void> {
  if (req.method !== 'POST') {
    res.setHeader('Allow', 'POST');
    res.status(405).end(`Method ${req.method} Not Allowed`);
    return;
  }
  try {
    const outcome = await placeOrder(req.body);
    if (outcome.ok) return res.status(201).json(outcome.order);
    res.status(422).json({ error: 'invalid order', fields: outcome.fields });
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    console.error(error);
    res.status(502).json({ error: 'the price list is not available' });
  }
}
