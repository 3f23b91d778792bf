// /api/posts/[id]: read, replace and delete one post.

import { failure, parseId, readObject } from '@/lib/http';
import { deletePost, findPost, readDraft, replacePost } from '@/lib/posts';

interface Context {
  params: Promise<{ id: string }>;
}

export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const post = findPost(parseId((await params).id) ?? 0);
  return post ? Response.json(post) : failure(404, 'no such post');
}

export async function PUT(request: Request, { params }: Context): Promise<Response> {
  const input = await readObject(request);
  if (!input) return failure(400, 'the body must be a JSON object');
  const draft = readDraft(input);
  if ('fields' in draft) return failure(422, 'invalid post', draft.fields);
  const post = replacePost(parseId((await params).id) ?? 0, draft);
  return post ? Response.json(post) : failure(404, 'no such post');
}

export async function DELETE(_request: Request, { params }: Context): Promise<Response> {
  const deleted = deletePost(parseId((await params).id) ?? 0);
  return deleted ? new Response(null, { status: 204 }) : failure(404, 'no such post');
}
