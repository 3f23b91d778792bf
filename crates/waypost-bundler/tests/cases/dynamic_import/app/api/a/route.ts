export async function GET(): Promise<unknown> {
  const { heavy } = await import("../../../lib/heavy");
  const { cpus } = await import("node:fs");
  return [heavy, cpus];
}
