// Posts in the database, and the check of what a client wants to store.

import { all, one, run } from '@/lib/db';

export interface Post {
  id: number;
  title: string;
  body: string;
  /** The day, as 2026-01-31. */
  published: string;
}

export type Draft = Pick<Post, 'title' | 'body'>;

const TITLE_LENGTH = 120;

export function listPosts(search = ''): Post[] {
  return all<Post>('SELECT * FROM posts WHERE instr(lower(title), lower(?)) > 0 ORDER BY id', search);
}

/** Posts whose day begins with a prefix such as 2026 or 2026-01. */
export function postsOn(prefix: string): Post[] {
  return all<Post>("SELECT * FROM posts WHERE published || '-' LIKE ? || '-%' ORDER BY published, id", prefix);
}

export function findPost(id: number): Post | undefined {
  return one<Post>('SELECT * FROM posts WHERE id = ?', id);
}

export function createPost(draft: Draft): Post {
  const published = new Date().toISOString().slice(0, 10);
  const { id } = run('INSERT INTO posts (title, body, published) VALUES (?, ?, ?)', draft.title, draft.body, published);
  return { id, ...draft, published };
}

export function replacePost(id: number, draft: Draft): Post | undefined {
  const { changes } = run('UPDATE posts SET title = ?, body = ? WHERE id = ?', draft.title, draft.body, id);
  return changes > 0 ? findPost(id) : undefined;
}

export function deletePost(id: number): boolean {
  return run('DELETE FROM posts WHERE id = ?', id).changes > 0;
}

/** The draft in a request's body, or what is wrong with each field. */
export function readDraft(input: Record<string, unknown>): Draft | { fields: Record<string, string> } {
  const fields: Record<string, string> = {};
  const title = typeof input.title === 'string' ? input.title.trim() : '';
  const body = typeof input.body === 'string' ? input.body : '';
  if (title === '') fields.title = 'must not be empty';
  else if (title.length > TITLE_LENGTH) fields.title = `must be at most ${TITLE_LENGTH} characters`;
  if (body === '') fields.body = 'must not be empty';
  return Object.keys(fields).length > 0 ? { fields } : { title, body };
}
