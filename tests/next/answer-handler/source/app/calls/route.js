import { headers } from "next/headers";

export async function GET(request) {
  await headers();
  const { searchParams } = new URL(request.url);
  if (searchParams.has("mode")) globalThis.answerMode = searchParams.get("mode");
  for (const [key, entry] of globalThis.answerEntries ?? []) {
    const path = key.split("/$").pop();
    if (searchParams.getAll("drop").includes(path)) globalThis.answerEntries.delete(key);
    if (searchParams.getAll("age").includes(path)) entry.lastModified -= 10_000_000;
    if (searchParams.getAll("expired").includes(path)) entry.lastModified = -1;
  }
  const text = JSON.stringify(globalThis.answerCalls ?? [], null, 1);
  globalThis.answerCalls?.splice(0);
  return new Response(text, { headers: { "content-type": "application/json" } });
}
