import { getUserData } from '@/lib/data'
import { verify } from 'jsonwebtoken'

export async function GET(request: Request) {
  const authorization = request.headers.get('authorization')
  
  if (!authorization) {
    return Response.json(
      { error: 'Unauthorized' },
      { status: 401 }
    )
  }
  
  try {
    const token = authorization.split(' ')[1]
    const decoded = verify(token, process.env.JWT_SECRET!)
    
    // Proceed with authenticated request
    const data = await getUserData(decoded.userId)
    return Response.json(data)
  } catch {
    return Response.json(
      { error: 'Invalid token' },
      { status: 401 }
    )
  }
}
