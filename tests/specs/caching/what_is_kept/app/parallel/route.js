import { read } from "../../lib/read.js";

export async function GET() {
  const reads = [1, 2, 3, 4].map(() => read("parallel", { next: { revalidate: 60 } }));
  return Response.json(await Promise.all(reads));
}
