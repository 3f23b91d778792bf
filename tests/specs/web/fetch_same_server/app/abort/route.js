export async function GET(request) {
  const at = new URL("/target?slow", request.url);
  const errors = [];
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 5);
  for (const signal of [controller.signal, AbortSignal.abort(new TypeError("own")), AbortSignal.timeout(5)]) {
    await fetch(at, { signal }).catch((error) => errors.push(`${error.name}: ${error.message}`));
  }
  return Response.json(errors);
}
