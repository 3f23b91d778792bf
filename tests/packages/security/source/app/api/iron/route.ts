import { getIronSession, sealData, unsealData } from 'iron-session';
import { cookies } from 'next/headers';

const options = { password: 'a password of at least thirty-two characters', cookieName: 'iron', cookieOptions: { secure: false } };

export async function POST(request: Request) {
  const session = await getIronSession<{ user?: string }>(await cookies(), options);
  session.user = (await request.json()).user;
  await session.save();
  return Response.json({ ok: true }, { headers: { 'x-cookie': ((await cookies()).get('iron')?.value ?? '').slice(0, 7) } });
}

export async function GET() {
  const session = await getIronSession<{ user?: string }>(await cookies(), options);
  const seal = await sealData({ a: 1 }, { password: options.password });
  return Response.json({ user: session.user ?? null, unsealed: await unsealData(seal, { password: options.password }), forged: await unsealData(seal.slice(0, -4) + 'xxxx', { password: options.password }) });
}
