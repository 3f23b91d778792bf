import { getServerSession } from 'next-auth/next';
import { encode, decode, getToken } from 'next-auth/jwt';
import type { NextRequest } from 'next/server';
import { authOptions } from '../../../pages/api/auth/[...nextauth]';

export async function GET(request: NextRequest) {
  const session = await getServerSession(authOptions);
  const token = await getToken({ req: request as any });
  return Response.json({ session, name: token?.name ?? null, id: token?.id ?? null });
}

export async function POST() {
  const secret = 'other secret';
  const token = await encode({ token: { name: 'Ada' }, secret });
  const { name } = (await decode({ token, secret }))!;
  return Response.json({ parts: token.split('.').length, name, wrong: await decode({ token, secret: 'x' }).catch((error) => error.message) });
}
