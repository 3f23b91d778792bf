import { createRequire } from "node:module";

const fromHere = createRequire(import.meta.url);

function codeOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return (error as { code: string }).code;
  }
}

export async function GET(): Promise<Response> {
  const name = ["nowhere", "../../plugins/broken", "../../plugins/addon.node", "../../plugins/waits.mjs"];
  return Response.json({
    required: name.map((one) => codeOf(() => require(one))),
    resolved: codeOf(() => require.resolve(name[0] as string)),
    again: codeOf(() => fromHere(name[1] as string)),
    imported: await import(name[0] as string).catch((error) => error.code),
    waits: (await import(name[3] as string)).value,
    builtin: fromHere("node:path") === fromHere("path"),
  });
}
