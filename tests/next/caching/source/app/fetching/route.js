export const dynamic = "force-dynamic";
export async function POST(request) {
  const q = request.nextUrl.searchParams;
  const options = { none: {}, force: { cache: "force-cache" }, store: { cache: "no-store" }, timed: { next: { revalidate: 1 } }, tagged: { cache: "force-cache", next: { tags: ["fetched"] } }, tags: { next: { tags: ["only"] } }, zero: { next: { revalidate: 0 } }, forever: { next: { revalidate: false } } }[q.get("how")];
  const response = await fetch(`http://127.0.0.1:${q.get("port")}/counter?key=${q.get("how")}`, options);
  const first = globalThis[`first_${q.get("how")}`] ??= {};
  const { n } = await response.json();
  first.seen ??= []; if (!first.seen.includes(n)) first.seen.push(n);
  return Response.json({ value: first.seen.indexOf(n) });
}
