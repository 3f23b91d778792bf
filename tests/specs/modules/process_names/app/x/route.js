import main, { argv, cwd, env, hrtime, platform, stdin, stdout, version } from "node:process";
import * as all from "process";

export { nextTick } from "process";

export const GET = () =>
  Response.json({
    kinds: [argv, cwd, env, hrtime.bigint, platform, stdin.on, stdout.write, version].map((member) => typeof member),
    same: [main === process, env === process.env, stdout === process.stdout, all.default === process, all.pid === process.pid],
  });
