import { headers } from "next/headers";

export async function GET() {
  await headers();
  const all = { use: globalThis.useCalls ?? [], data: globalThis.dataCalls ?? [] };
  const text = JSON.stringify(all);
  globalThis.useCalls?.splice(0);
  globalThis.dataCalls?.splice(0);
  return new Response(text, { headers: { "content-type": "application/json" } });
}
