export async function GET() { return new Response("plain"); }
export async function POST(request) { return Response.json({ got: await request.text() }, { status: 201 }); }
export async function DELETE() { return new Response(null, { status: 204 }); }
