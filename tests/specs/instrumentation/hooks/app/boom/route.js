import { notFound } from "next/navigation";

export function GET(request) {
  if (request.nextUrl.searchParams.has("missing")) notFound();
  throw new Error("app boom");
}
