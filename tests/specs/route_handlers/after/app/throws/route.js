import { after } from "next/server";
export function GET() {
  after(() => console.log("after a throw"));
  throw new Error("boom");
}
