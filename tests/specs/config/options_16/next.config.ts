import type { NextConfig } from "next";
import { PHASE_PRODUCTION_BUILD } from "next/constants";
import { join } from "node:path";
import { colour, wrapped } from "./lib/wrapper";

export default wrapped(async (phase: string, { defaultConfig }: { defaultConfig: NextConfig }): Promise<NextConfig> => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  if (phase !== PHASE_PRODUCTION_BUILD) throw new Error(phase);
  const base = defaultConfig.basePath === "" ? "empty" : "not";
  console.log(`the phase is ${phase}, COLOUR_OF_BUILD is ${colour()}, the default basePath is ${base}`);
  return {
    env: { COLOUR: colour(), NUMBER: 5, PLACE: join("a", "b") },
    compiler: { define: { MAGIC: 42, "process.env.SPELL": "abra" } },
    turbopack: { resolveAlias: { virtual: "./lib/virtual.js", "virtual-*": "./lib/*.js", beside: "./lib/nowhere" } },
    webpack: (config: unknown) => config,
    nonsense: true,
    experimental: { more: true },
  };
});
