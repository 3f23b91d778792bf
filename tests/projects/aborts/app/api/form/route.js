export async function POST(request) {
  const form = await request.formData();
  return new Response(String(form.get("file").size));
}
