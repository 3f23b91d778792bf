const attempt = async (run) => {
  try {
    return String(await run());
  } catch (error) {
    return `${error.name} ${error.code}: ${error.message}`;
  }
};
export async function GET() {
  const domain = require("domain");
  return Response.json([
    await attempt(() => domain.create()),
    await attempt(async () => (await import("node:test")).describe("x")),
    await attempt(() => new (require("domain").Domain)()),
    await attempt(() => require("_tls_wrap").connect("x")),
  ]);
}
