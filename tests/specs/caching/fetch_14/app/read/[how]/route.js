import { at, three } from "../../../lib/read.js";

const HOW = {
  plain: {},
  default: { cache: "default" },
  forced: { cache: "force-cache" },
  seconds: { next: { revalidate: 60 } },
  forever: { next: { revalidate: false } },
  tags: { next: { tags: ["t"] } },
  store: { cache: "no-store" },
  zero: { next: { revalidate: 0 } },
  conflict: { cache: "no-store", next: { revalidate: 60 } },
  private: { headers: { authorization: "a" } },
  missing: { cache: "force-cache" },
  post: { method: "POST", body: "x", cache: "force-cache" },
  wrong: { next: { revalidate: "soon" } },
};

export async function GET(request, { params }) {
  const { how } = await params;
  return Response.json(await three(how, HOW[how]));
}
