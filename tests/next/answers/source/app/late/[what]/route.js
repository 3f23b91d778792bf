import { cookies, headers } from "next/headers";
import { redirect, notFound } from "next/navigation";
const bytes = (text) => new TextEncoder().encode(text);
export async function POST(request, { params }) {
  const { what } = await params;
  const jar = await cookies();
  const work = {
    cookies: async () => { jar.set("late", "1"); return "set"; },
    "cookies-call": async () => { (await cookies()).set("late", "1"); return (await cookies()).get("late")?.value ?? "none"; },
    headers: async () => (await headers()).get("x-in") ?? "none",
    redirect: async () => redirect("/late"),
    "not-found": async () => notFound(),
    request: async () => request.headers.get("x-in") + request.nextUrl.search,
  };
  return new Response(new ReadableStream({
    async pull(controller) {
      await new Promise((done) => setTimeout(done, 10));
      let text;
      try { text = await work[what](); } catch (error) { text = `${error.name}: ${error.message}`; }
      controller.enqueue(bytes(text));
      controller.close();
    },
  }));
}
