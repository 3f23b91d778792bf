import { draftMode, cookies } from "next/headers";
export async function GET(request, context) {
  const { what } = await context.params; const draft = await draftMode(); const before = draft.isEnabled;
  if (what === "both") { draft.enable(); draft.disable(); } if (what === "reverse") { draft.disable(); draft.enable(); }
  if (what === "cookies") { draft.enable(); const jar = await cookies(); return Response.json(jar.getAll().map(({ value, ...rest }) => ({ ...rest, value: value.length }))); }
  if (what === "kind") { const it = draftMode(); return Response.json({ promise: typeof it.then, same: (await draftMode()) === draft, enable: typeof it.enable, isEnabled: typeof it.isEnabled }); }
  if (what === "enable") draft.enable(); if (what === "disable") draft.disable();
  return Response.json({ before, after: draft.isEnabled });
}
