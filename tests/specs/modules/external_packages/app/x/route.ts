import outside, { named } from "outside";
import esm, { value } from "outside-esm";
import pg from "pg";

export async function GET(): Promise<Response> {
  const lazy = await import("outside");
  return Response.json({
    outside: outside.kind,
    named,
    template: outside.template(),
    place: outside.place.split("/").slice(-3).join("/"),
    esm: [esm(), value],
    pg: pg.name,
    isSame: lazy.default === outside,
    optional: outside.optional,
  });
}
