import { cookies } from "next/headers";
export async function GET() {
  return new Response(
    new ReadableStream({
      async pull(controller) {
        controller.enqueue(new TextEncoder().encode((await cookies()).get("who").value));
        controller.close();
      },
    }),
  );
}
