export const config = { runtime: "edge" };
export default function handler(request, event) {
  return Response.json({
    url: request.url.replace(/:\d+/, ":PORT"),
    id: request.nextUrl.searchParams.get("id"),
    page: event.sourcePage,
    waitUntil: typeof event.waitUntil,
  });
}
