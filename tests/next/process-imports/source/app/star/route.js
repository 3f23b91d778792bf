import * as process from "node:process";

export const dynamic = "force-dynamic";
export const GET = () => Response.json({ colour: process.env.colour ?? null, kind: typeof process.cwd });
