import values from "~data/values.json";
import { list } from "~data/values.json";
import extra from "~data/extra";
import named from "the-config";
import old, { base } from "../../lib/old.cjs";
import plain from "../../lib/plain.cjs";
import { both } from "@/lib/cycle-a";
import * as everything from "@/lib/strings";
import fs from "node:fs";
import { join } from "path";

const later = await import("@/lib/config");
const required = require("../../lib/strings") as typeof import("../../lib/strings");

export async function POST(): Promise<Response> {
  const name = ["config", "strings"][0];
  const dynamic = (await import(`../../lib/${name}.ts`)) as { config: { name: string } };
  return Response.json({
    values, list, extra, named, old, base, plain: plain(), member: plain.member, both: both(), everything: Object.keys(everything).sort(), later: Object.keys(later).sort(), required: required.upper("r"), dynamic: dynamic.config.name,
    url: import.meta.url.startsWith("file:"), fs: fs.existsSync(join(process.cwd(), "package.json")), json: JSON.parse(fs.readFileSync(join(process.cwd(), "src/data/values.json"), "utf8")).default, main: typeof require, dirname: typeof __dirname, tag: typeof window,
  });
}
