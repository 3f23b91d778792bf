import { headers } from 'next/headers'

export async function GET() {
  const headersList = headers()
  const authorization = headersList.get('authorization')
  
  return Response.json({ authorization })
}
