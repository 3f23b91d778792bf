export const dynamic = "force-dynamic";
export function GET() {
  return Response.json({ registered: globalThis.registered, runtime: globalThis.runtimeSeen, errors: globalThis.errors });
}
