export function middleware(request) {
  if (request.nextUrl.searchParams.get("act") === "throw") throw new Error("it fails");
  if (request.nextUrl.searchParams.get("act") === "value") return "text";
}
export const config = { matcher: ["/plain", "/pub.txt", "/missing"] };
