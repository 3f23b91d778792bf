export async function POST(request) {
  let form;
  try {
    form = await request.formData();
  } catch (error) {
    return Response.json({ error: error.name }, { status: 400 });
  }
  const entries = [];
  for (const [name, value] of form) {
    if (typeof value === "string") entries.push([name, value]);
    else entries.push([name, { file: value instanceof File, name: value.name, type: value.type, size: value.size, text: await value.text() }]);
  }
  return Response.json({ entries, a: form.getAll("a"), has: form.has("file") });
}
