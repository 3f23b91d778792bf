import { headers } from 'next/headers';
import { NextRequest, NextResponse } from 'next/server';
import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!);

export async function POST(request: NextRequest) {
  const body = await request.text();
  const signature = (await headers()).get('stripe-signature')!;
  try {
    const event = stripe.webhooks.constructEvent(body, signature, process.env.STRIPE_WEBHOOK_SECRET!, 10_000_000_000);
    return NextResponse.json({ received: true, type: event.type });
  } catch (error) {
    return NextResponse.json({ type: error.type, message: error.message.split('\n')[0] }, { status: 400 });
  }
}

export async function GET() {
  const payload = '{"id":"evt_1"}';
  const header = stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_x', timestamp: 1 });
  const event = await stripe.webhooks.constructEventAsync(payload, header, 'whsec_x', 10_000_000_000);
  return NextResponse.json({ header, event });
}
