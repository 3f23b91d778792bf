import { after } from "next/server";
export function GET() {
  try {
    after(1);
  } catch (error) {
    return new Response(error.message);
  }
}
