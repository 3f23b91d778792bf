export const revalidate = 1;
globalThis.seconds ??= 0;
export async function GET() { globalThis.seconds += 1; return Response.json({ n: globalThis.seconds }); }
