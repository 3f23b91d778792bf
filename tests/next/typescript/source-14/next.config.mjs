import { PHASE_PRODUCTION_BUILD } from "next/constants.js";

/** @type {(phase: string) => Promise<import("next").NextConfig>} */
export default async (phase) => ({
  typescript: { ignoreBuildErrors: true },
  env: { BUILT: phase === PHASE_PRODUCTION_BUILD ? "build" : "other" },
  redirects: async () => [{ source: "/from", destination: "/enums", permanent: false }],
  headers: async () => [{ source: "/:path*", headers: [{ key: "x-typed", value: "yes" }] }],
});
