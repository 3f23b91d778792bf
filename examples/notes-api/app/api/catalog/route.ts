// GET /api/catalog: an answer that browsers and proxies may keep, and ask about again by its ETag.

import { createHash } from 'node:crypto';
import type { NextRequest } from 'next/server';

const CATALOG = {
  season: 'spring 2026',
  chapters: ['Paper', 'Pens', 'Ink', 'Desk'],
};

export function GET(request: NextRequest): Response {
  const body = JSON.stringify(CATALOG);
  const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
  const headers = {
    'Cache-Control': 'public, max-age=60, stale-while-revalidate=600',
    ETag: etag,
  };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'Content-Type': 'application/json' } });
}
