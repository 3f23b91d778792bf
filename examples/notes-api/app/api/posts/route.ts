// /api/posts: list (with ?search=) and create.

import type { NextRequest } from 'next/server';
import { failure, readObject } from '@/lib/http';
import { createPost, listPosts, readDraft } from '@/lib/posts';

export function GET(request: NextRequest): Response {
  return Response.json(listPosts(request.nextUrl.searchParams.get('search') ?? ''));
}

export async function POST(request: NextRequest): Promise<Response> {
  const input = await readObject(request);
  if (!input) return failure(400, 'the body must be a JSON object');
  const draft = readDraft(input);
  if ('fields' in draft) return failure(422, 'invalid post', draft.fields);
  const post = createPost(draft);
  return Response.json(post, { status: 201, headers: { Location: `/api/posts/${post.id}` } });
}
