// POST /api/webhooks/payments: believed when the signature over the raw body is right and recent,
// and acted upon once, however often the provider repeats it.

import { headers } from 'next/headers';
import { after } from 'next/server';
import { run } from '@/lib/db';
import { failure, isObject } from '@/lib/http';
import { required } from '@/lib/secrets';
import { checkSignature } from '@/lib/webhook';

export async function POST(request: Request): Promise<Response> {
  const raw = new Uint8Array(await request.arrayBuffer());
  const refused = checkSignature((await headers()).get('x-signature'), raw, required('WEBHOOK_SECRET'));
  if (refused) return failure(401, refused);

  const event = parse(raw);
  if (!event) return failure(400, 'the body must be an event with an id and a type');
  const isNew = run('INSERT OR IGNORE INTO webhook_events (id, type) VALUES (?, ?)', event.id, event.type).changes > 0;
  // The provider has its answer before the slow part begins.
  if (isNew) after(() => console.log(`payment event ${event.id}: ${event.type}`));
  return Response.json({ received: true, duplicate: !isNew });
}

function parse(raw: Uint8Array): { id: string; type: string } | undefined {
  try {
    const event: unknown = JSON.parse(new TextDecoder().decode(raw));
    if (!isObject(event) || typeof event.id !== 'string' || typeof event.type !== 'string') return undefined;
    return { id: event.id, type: event.type };
  } catch {
    return undefined;
  }
}
