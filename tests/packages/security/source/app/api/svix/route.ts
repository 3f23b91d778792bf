import { Webhook, WebhookVerificationError } from 'svix';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

export async function POST(request: Request) {
  const payload = await request.text();
  const webhook = new Webhook(secret);
  const now = new Date();
  const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
  const signature = request.headers.get('svix-signature') ?? webhook.sign(id, now, payload);
  try {
    const event = webhook.verify(payload, { 'svix-id': id, 'svix-timestamp': String(Math.floor(now.getTime() / 1000)), 'svix-signature': signature });
    return Response.json({ event, fixed: webhook.sign(id, new Date(1_614_265_330_000), payload) });
  } catch (error) {
    return Response.json({ is: error instanceof WebhookVerificationError, message: error.message }, { status: 400 });
  }
}
