import { tool } from "@/lib/deep/tool";
import type { NextApiRequest, NextApiResponse } from "next";
export default function handler(_req: NextApiRequest, res: NextApiResponse<{ value: number }>) {
  res.json(tool(1));
}
