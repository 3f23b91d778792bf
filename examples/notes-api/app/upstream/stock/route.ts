// Plays the supplier's stock list, which wants a key.

import type { NextRequest } from 'next/server';
import { failure } from '@/lib/http';
import { required } from '@/lib/secrets';

export function GET(request: NextRequest): Response {
  if (request.headers.get('authorization') !== `Bearer ${required('SUPPLIER_KEY')}`) {
    return failure(403, 'unknown key');
  }
  return Response.json({
    counted: '2026-03-01',
    items: { 'nb-a5': 240, 'pen-f': 12, 'ink-50': 0 },
    account: { id: 'acc-7741', credit_cents: 250000 },
  });
}
