// /api/quote: open to other sites. OPTIONS answers the browser's question, GET carries the permission too.

import { CORS_HEADERS } from '@/lib/cors';

const QUOTES = [
  { text: 'A short pencil beats a long memory.', by: 'a proverb' },
  { text: 'Blank paper is patient.', by: 'the shop' },
];

export function OPTIONS() {
  return new Response(null, { status: 204, headers: CORS_HEADERS });
}

export function GET(request) {
  const number = Number(request.nextUrl.searchParams.get('n') ?? 0);
  return Response.json(QUOTES[Math.abs(number) % QUOTES.length] ?? QUOTES[0], { headers: CORS_HEADERS });
}
