export async function GET(request: Request) {
  // Handle GET requests
}

export async function POST(request: Request) {
  // Handle POST requests
}

export async function PUT(request: Request) {
  // Handle PUT requests
}

export async function PATCH(request: Request) {
  // Handle PATCH requests
}

export async function DELETE(request: Request) {
  // Handle DELETE requests
}

export async function HEAD(request: Request) {
  // Handle HEAD requests
}

export async function OPTIONS(request: Request) {
  // Handle OPTIONS requests
}
