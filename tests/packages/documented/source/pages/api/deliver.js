// Plays Stripe: signs an event, and delivers it to the webhook of the example.
import { stripe } from '../../lib/stripe';

export default async function handler(req, res) {
  const payload = JSON.stringify(req.body);
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret: process.env.STRIPE_WEBHOOK_SECRET });
  const answer = await fetch(`http://127.0.0.1:${req.socket.localPort}/api/webhooks/stripe`, {
    method: 'POST',
    headers: { 'stripe-signature': signature },
    body: payload,
  });
  res.status(200).json({ status: answer.status, body: await answer.text() });
}
