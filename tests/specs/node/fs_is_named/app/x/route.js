const attempt = async (run) => {
  try {
    return String(await run());
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
};
export async function GET() {
  const fs = require("fs");
  return Response.json([
    await attempt(() => fs.readFileSync("x")),
    await attempt(async () => (await import("node:fs/promises")).readFile("x")),
    await attempt(() => new (require("worker_threads").Worker)("x")),
    await attempt(() => require("zlib").gzipSync("x")),
  ]);
}
