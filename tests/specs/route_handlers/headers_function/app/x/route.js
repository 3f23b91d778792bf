import { headers } from "next/headers";
const deep = async () => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return (await headers()).get("x-one");
};
export async function GET() {
  const list = await headers();
  return Response.json({
    deep: await deep(),
    has: [list.has("X-ONE"), list.has("nope")],
    keys: [...list.keys()].filter((key) => !key.startsWith("x-forwarded-")),
    entry: [...list].find(([name]) => name === "cookie"),
    forwarded: list.get("x-forwarded-proto"),
  });
}
