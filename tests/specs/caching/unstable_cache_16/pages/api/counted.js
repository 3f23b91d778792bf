import { unstable_cache, revalidateTag } from "next/cache";

let calls = 0;
const counted = unstable_cache(async () => ++calls, ["pages"]);

export default async function handler(req, res) {
  const url = `http://127.0.0.1:${process.env.PORT}/count/from-pages`;
  const fetched = [];
  for (let i = 0; i < 2; i++) fetched.push(await (await fetch(url, { cache: "force-cache" })).json());
  let error;
  try {
    revalidateTag("a", "max");
  } catch (thrown) {
    error = thrown.message;
  }
  res.json({ counted: [await counted(), await counted()], fetched, error });
}
