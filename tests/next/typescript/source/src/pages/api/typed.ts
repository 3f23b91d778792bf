import type { NextApiHandler, NextApiRequest, NextApiResponse, PageConfig } from "next";
import { Kind, strings } from "@/lib";
type Data = { kind: Kind; name: string } | { error: string };
const only = (method: string) => (handler: NextApiHandler<Data>): NextApiHandler<Data> => (req, res) => (req.method === method ? handler(req, res) : res.status(405).setHeader("Allow", method).json({ error: "method" }));
export default only("GET")(function typed(req: NextApiRequest, res: NextApiResponse<Data>) {
  res.status(200).json({ kind: Kind.Square, name: strings.upper(String(req.query.name ?? "nobody")) });
});
export const config: PageConfig = { api: { bodyParser: { sizeLimit: "1kb" } } };
