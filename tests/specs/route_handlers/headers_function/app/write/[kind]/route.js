import { headers } from "next/headers";
export async function GET(request, { params }) {
  const { kind } = await params;
  try {
    (await headers())[kind]("a", "b");
    return new Response("written");
  } catch (error) {
    return new Response(error.message);
  }
}
