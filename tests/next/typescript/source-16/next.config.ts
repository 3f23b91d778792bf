import type { NextConfig } from "next";
import { PHASE_PRODUCTION_BUILD } from "next/constants";
import { sources, type Rule } from "./rules";

const own: Rule[] = sources.map(([source, destination]) => ({ source, destination, permanent: false }));

export default async (phase: string): Promise<NextConfig> => {
  const config = {
    env: { BUILT: phase === PHASE_PRODUCTION_BUILD ? "build" : "other" },
    redirects: async () => own,
    async headers() {
      return [{ source: "/:path*", headers: [{ key: "x-typed", value: "yes" }] }];
    },
    typescript: { ignoreBuildErrors: true },
    eslint: undefined,
  };
  delete config.eslint;
  return config satisfies NextConfig;
};
