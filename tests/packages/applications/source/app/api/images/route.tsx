// next/og, drawn by Satori and resvg: https://nextjs.org/docs/app/api-reference/functions/image-response
import { ImageResponse } from "next/og";

export const runtime = "edge";

function Badge({ name }: { name: string }) {
  return <span style={{ padding: 8, borderRadius: 8, background: "#124", color: "#fff" }}>{name}</span>;
}

export async function GET(request: Request) {
  const name = new URL(request.url).searchParams.get("name") ?? "nobody";
  const image = new ImageResponse(
    (
      <div style={{ display: "flex", width: "100%", height: "100%", alignItems: "center", gap: 12, fontSize: 40 }}>
        <p tw="text-blue-500">Greetings</p>
        <Badge name={name} />
      </div>
    ),
    { width: 480, height: 160 },
  );
  const png = new Uint8Array(await image.arrayBuffer());
  const digest = await crypto.subtle.digest("SHA-256", png);
  return Response.json({
    type: image.headers.get("content-type"),
    signature: [...png.subarray(0, 8)],
    size: png.length,
    digest: Buffer.from(digest).toString("hex"),
  });
}
