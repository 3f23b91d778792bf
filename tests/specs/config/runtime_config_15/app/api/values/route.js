import getConfig from "next/config";

export function GET() {
  const config = getConfig();
  return Response.json({ config, called: config.serverRuntimeConfig.call() });
}
