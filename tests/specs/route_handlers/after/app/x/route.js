import { after } from "next/server";
import { cookies } from "next/headers";
export async function GET() {
  after(async () => {
    await null;
    console.log("after one");
  });
  after(() => {
    throw new Error("in after");
  });
  after(async () => console.log("after cookie", (await cookies()).get("c").value));
  after(() => console.log("after two"));
  console.log("handler returns");
  return new Response("sent");
}
