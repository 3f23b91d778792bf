export async function POST(request: Request) {
  const body = await request.json()
  // body contains parsed JSON
  
  return Response.json({ received: body })
}
