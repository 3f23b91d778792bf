export async function POST(request) {
  const [first, second] = await Promise.all([request.clone().text(), request.text()]);
  return Response.json([first, second]);
}
