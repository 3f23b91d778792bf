export async function GET(request) {
  const { searchParams } = new URL(request.url);
  return Response.json({ message: "Hello", name: searchParams.get("name") });
}
