import { notFound, redirect } from "next/navigation";
export function generateStaticParams() { return []; }
let n = 0;
export async function GET(request, context) {
  const { code } = await context.params;
  n += 1;
  if (code === "missing") notFound();
  if (code === "moved") redirect("/plain");
  return new Response(`${code} ${n}`, { status: Number(code) });
}
