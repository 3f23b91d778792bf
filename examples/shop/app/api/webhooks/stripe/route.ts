// Stripe says that an order was paid. The signature covers the raw body, so it is read as text.

import Stripe from 'stripe';
import { failure } from '@/lib/http';
import { markPaid } from '@/lib/orders';

export async function POST(request: Request): Promise<Response> {
  const secret = process.env.STRIPE_WEBHOOK_SECRET;
  if (!secret) throw new Error('set STRIPE_WEBHOOK_SECRET');
  let event: Stripe.Event;
  try {
    event = Stripe.webhooks.constructEvent(await request.text(), request.headers.get('stripe-signature') ?? '', secret);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return failure(400, 'the signature is not valid');
    throw error;
  }
  if (event.type !== 'payment_intent.succeeded') return Response.json({ received: true });
  const outcome = await markPaid(event.id, Number(event.data.object.metadata.order));
  return Response.json({ received: true, outcome });
}
