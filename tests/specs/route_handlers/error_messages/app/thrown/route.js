export async function GET(request) {
  return Response.json(JSON.parse("{}").address.street);
}
