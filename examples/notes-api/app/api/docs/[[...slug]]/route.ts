// GET /api/docs and /api/docs/any/page: an optional catch-all, one handler for a whole tree.

import { failure } from '@/lib/http';

const PAGES: Record<string, string> = {
  'ordering': 'Send items and a customer; you get a total.',
  'ordering/returns': 'Thirty days, unopened.',
  'ordering/shipping': 'Two days within the country.',
};

export async function GET(_request: Request, { params }: { params: Promise<{ slug?: string[] }> }): Promise<Response> {
  const { slug } = await params;
  if (!slug) return Response.json({ pages: Object.keys(PAGES) });
  const path = slug.join('/');
  const text = PAGES[path];
  return text ? Response.json({ path, depth: slug.length, text }) : failure(404, `no page ${path}`);
}
