import getConfig from "next/config";

export const dynamic = "force-dynamic";

export function GET() {
  const config = getConfig();
  return Response.json({ config, called: config.serverRuntimeConfig.call?.() });
}
