import { stripe } from '@/lib/stripe'

export async function POST() {
  try {
    await stripe.charges.create({ amount: 100 })
    return new Response('charged')
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return Response.json({ code, message }, { status: 502 })
  }
}
