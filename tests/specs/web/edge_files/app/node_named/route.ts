import { readFile } from "node:fs/promises";

export async function GET(): Promise<Response> {
  const missing = new URL("@/lib/missing.txt", import.meta.url);
  return Response.json({
    paths: (await readFile(new URL("@/lib/a file.txt", import.meta.url), "utf8")).trim(),
    missing: missing.href.endsWith("/app/node_named/@/lib/missing.txt"),
  });
}
