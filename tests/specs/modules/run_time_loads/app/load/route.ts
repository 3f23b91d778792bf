import { createRequire } from "node:module";

const fromHere = createRequire(import.meta.url);

export async function GET(request: Request): Promise<Response> {
  const name = new URL(request.url).searchParams.get("name");
  const required = require("../../plugins/" + name);
  const imported = await import(`../../plugins/${name}`);
  const made = await new Function("name", "return import('./plugins/' + name + '/index.js').catch((e) => e.code)")(name);
  return Response.json({
    value: await required.value,
    isSame: required === fromHere(`../../plugins/${name}`),
    keys: Object.keys(imported).sort(),
    made,
    place: required.place?.split("/").at(-1),
    cached: Object.keys(fromHere.cache).map((path) => path.split("/").slice(-2).join("/")),
  });
}
