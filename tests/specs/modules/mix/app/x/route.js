import common, { named, counter } from "../../lib/common.cjs";
import * as all from "../../lib/common.cjs";
import data, { list } from "../../lib/data.json";
import esm, { value } from "../../lib/esm.mjs";
import Thing from "../../lib/interop.js";
const required = require("../../lib/common.cjs");
export async function GET() {
  return Response.json({
    default: typeof common,
    named,
    same: [common === required, all.default === common],
    keys: Object.keys(all).sort(),
    data,
    list,
    esm,
    value,
    fromCommon: common.fromEsm(),
    thing: new Thing().name,
    counter: counter(),
    dynamic: (await import("../../lib/esm.mjs")).value,
    names: common.names,
  });
}
