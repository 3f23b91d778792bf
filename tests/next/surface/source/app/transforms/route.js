import data from "@/data.json";
import common, { named } from "@/common.js";
import { action } from "@/action.js";
import { readFileSync } from "fs";
import { join } from "node:path";

export async function GET(request) {
  await request.text();
  const later = await import("@/common.js");
  const required = require("@/data.json");
  return Response.json({
    data,
    named,
    common: common.named,
    later: later.named,
    required: required.list,
    action: await action("here"),
    file: JSON.parse(readFileSync(join(process.cwd(), "lib/data.json"), "utf8")).text,
    server: typeof window === "undefined",
    url: typeof import.meta.url,
  });
}
