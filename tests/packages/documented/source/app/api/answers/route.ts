// The answers of the examples, each as its own method.
const data = { from: 'data' }

export async function GET() {
return Response.json({ message: 'Success' })
}

export async function PUT() {
return Response.json(
  { error: 'Not found' },
  { status: 404 }
)
}

export async function PATCH() {
return Response.json(data, {
  status: 200,
  headers: {
    'Cache-Control': 'max-age=3600',
    'Content-Type': 'application/json'
  }
})
}
