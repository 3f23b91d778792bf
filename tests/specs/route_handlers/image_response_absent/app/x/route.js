import { ImageResponse } from "next/og";

export const dynamic = "force-dynamic";

export async function GET() {
  try {
    return new Response(await new ImageResponse({ type: "b" }).text());
  } catch (error) {
    return new Response(`${error.code}: ${error.message}`);
  }
}
