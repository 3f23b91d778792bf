import { notFound } from "next/navigation";
export function GET(request) {
  if (request.nextUrl.searchParams.has("now")) notFound();
  try {
    notFound();
  } catch (error) {
    return Response.json({ digest: error.digest, message: error.message });
  }
}
