import jwt from 'jsonwebtoken'

export async function POST(request: Request) {
  const { algorithm } = await request.json()
  return Response.json({ token: jwt.sign({ userId: 'u1' }, process.env.JWT_SECRET!, { algorithm }) })
}
