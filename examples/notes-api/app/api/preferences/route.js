// /api/preferences: the same round trip as /api/theme, by the cookie store of next/headers.

import { cookies } from 'next/headers';
import { failure, readObject } from '@/lib/http';

export async function GET() {
  const store = await cookies();
  return Response.json({
    language: store.get('language')?.value ?? 'en',
    cookies: store.getAll().map(({ name }) => name),
  });
}

export async function PUT(request) {
  const { language } = (await readObject(request)) ?? {};
  if (typeof language !== 'string' || !/^[a-z]{2}$/.test(language)) {
    return failure(422, 'invalid preferences', { language: 'must be two small letters' });
  }
  const store = await cookies();
  store.set('language', language, { maxAge: 60 * 60 * 24 * 365, sameSite: 'lax' });
  return Response.json({ language: store.get('language').value });
}

export async function DELETE() {
  (await cookies()).delete('language');
  return new Response(null, { status: 204 });
}
