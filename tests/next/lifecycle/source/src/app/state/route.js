let module = 0;
export async function POST() {
  module += 1;
  globalThis.total = (globalThis.total ?? 0) + 1;
  return Response.json({ module, total: globalThis.total });
}
