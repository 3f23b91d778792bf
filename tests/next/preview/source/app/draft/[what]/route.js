import { draftMode, cookies } from "next/headers";
export async function GET(request, context) {
  const { what } = await context.params; const draft = await draftMode(); const before = draft.isEnabled;
  if (what === "enable") draft.enable(); if (what === "disable") draft.disable();
  return Response.json({ before, after: draft.isEnabled });
}
