import { cookies } from 'next/headers'

export async function POST() {
  cookies().set('token', 'abc123', {
    httpOnly: true,
    secure: true,
    maxAge: 60 * 60 * 24 * 7 // 1 week
  })
  
  return Response.json({ success: true })
}
