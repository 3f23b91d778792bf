export const dynamic = "force-static";
export async function GET() { const { draftMode } = await import("next/headers"); return Response.json({ draft: (await draftMode()).isEnabled }); }
