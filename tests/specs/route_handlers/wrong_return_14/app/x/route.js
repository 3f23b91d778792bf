// In 14 it would run at build.
export const dynamic = "force-dynamic";

export async function GET() {}
