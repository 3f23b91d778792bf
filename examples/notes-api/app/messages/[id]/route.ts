// GET /messages/[id]: a page rendered on the server, with everything a visitor wrote escaped.

import { one } from '@/lib/db';
import { html, page } from '@/lib/html';
import { parseId } from '@/lib/http';

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const id = parseId((await params).id) ?? 0;
  const message = one<{ name: string; text: string }>('SELECT name, text FROM messages WHERE id = ?', id);
  if (!message) return page('Not found', html`<h1>No such message</h1><p><a href="/">Back</a></p>`, 404);
  return page(
    `Message from ${message.name}`,
    html`<h1>Thank you, ${message.name}</h1>
<blockquote>${message.text}</blockquote>
<p>This is message ${id}. <a href="/">Back to the front page</a></p>`,
  );
}
