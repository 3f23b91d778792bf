export const runtime = 'edge'

export async function GET() {
  // This runs at the edge, not on a server
  return Response.json({ message: 'Hello from Edge' })
}
