import { ImageResponse } from "next/og";

export const dynamic = "force-dynamic";

export async function GET() {
  try {
    return new Response(await new ImageResponse(null).text());
  } catch (error) {
    return new Response(String(error));
  }
}
