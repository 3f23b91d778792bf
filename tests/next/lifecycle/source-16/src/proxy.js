export function proxy(request, event) {
  if (request.nextUrl.searchParams.has("throw")) throw new Error("proxy failed");
  if (request.nextUrl.searchParams.has("wait")) event.waitUntil(new Promise((done) => setTimeout(() => { (globalThis.notes ??= []).push("waited"); done(); }, 10)));
}
export const config = { matcher: "/state" };
