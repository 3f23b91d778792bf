import Stripe from 'stripe';

const upstream = new URL(process.env.UPSTREAM_URL!);
const settings = { host: upstream.hostname, port: upstream.port, protocol: 'http' as const, maxNetworkRetries: 0, telemetry: false };

export async function POST(request: Request) {
  const { amount, fetching } = await request.json();
  const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!, { ...settings, ...(fetching && { httpClient: Stripe.createFetchHttpClient() }) });
  try {
    const intent = await stripe.paymentIntents.create({ amount, currency: 'eur', metadata: { order: '7' }, automatic_payment_methods: { enabled: true } }, { idempotencyKey: 'k' });
    const list = [];
    for await (const customer of stripe.customers.list({ limit: 2 })) list.push(customer.id);
    const failure = await stripe.charges.create({ amount: 1, currency: 'eur' }).catch((error) => [error.type, error.code, error.statusCode, error.message, error instanceof Stripe.errors.StripeCardError]);
    const sent = await stripe.rawRequest('POST', '/v1/echo', { expand: ['a', 'b'], nested: { list: [{ x: 1 }] } });
    return Response.json({ intent: [intent.id, intent.amount, intent.lastResponse.statusCode, intent.lastResponse.requestId], list, failure, sent: { method: sent.method, url: sent.url, body: sent.body, auth: sent.headers.authorization, type: sent.headers['content-type'] } });
  } catch (error) {
    return Response.json({ error: error.message, type: error.type, stack: String(error.stack) }, { status: 500 });
  }
}
