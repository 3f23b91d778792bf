import { draftMode } from "next/headers";

export async function GET(request, context) {
  const { what } = await context.params;
  const draft = await draftMode();
  if (what === "enable") draft.enable();
  return Response.json({ enabled: draft.isEnabled });
}
