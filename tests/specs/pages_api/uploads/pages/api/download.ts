import { Readable } from "stream";
import type { NextApiRequest, NextApiResponse } from "next";
export default function handler(_req: NextApiRequest, res: NextApiResponse) {
  res.setHeader("Content-Type", "text/csv; charset=utf-8");
  res.setHeader("Content-Disposition", 'attachment; filename="report.csv"');
  Readable.from((function* () {
    yield "id,name\n";
    for (let i = 1; i <= 3; i++) yield `${i},row ${i}\n`;
  })()).pipe(res);
}
