export async function POST() {
  process.env.ADDED = 7;
  process.env.FROM_LOCAL = undefined;
  delete process.env.BOOLEAN;
  return Response.json({ added: process.env.ADDED, type: typeof process.env.ADDED, local: process.env.FROM_LOCAL, has: "BOOLEAN" in process.env, keys: Object.keys(process.env).includes("ADDED") });
}
