import { store } from "@/lib/store";
export function GET() {
  const hits = (store.get("hits") ?? 0) + 1;
  store.set("hits", hits);
  return Response.json({ hits });
}
