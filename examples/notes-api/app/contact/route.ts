// POST /contact: an ordinary HTML form. Stores the message, then sends the browser on with 303,
// so that reloading the next page does not post again.

import { after } from 'next/server';
import { run } from '@/lib/db';
import { html, page } from '@/lib/html';

export async function POST(request: Request): Promise<Response> {
  const form = await request.formData();
  const name = String(form.get('name') ?? '').trim();
  const text = String(form.get('text') ?? '').trim();
  if (name === '' || text === '') {
    return page('Not sent', html`<h1>Not sent</h1><p>Please fill in your name and a message.</p>`, 422);
  }
  const { id } = run('INSERT INTO messages (name, text) VALUES (?, ?)', name, text);
  after(() => console.log(`message ${id} stored`));
  // Not redirect(): for a form whose Content-Type names a charset it answers 307, and the browser posts again.
  return new Response(null, { status: 303, headers: { Location: `/messages/${id}` } });
}
