import type { NextApiRequest, NextApiResponse, PageConfig } from "next";
export const config: PageConfig = { api: { bodyParser: false } };
export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  const chunks: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    req.on("data", (chunk: Buffer) => chunks.push(chunk)).on("end", resolve).on("error", reject);
  });
  const whole = Buffer.concat(chunks);
  const form = await new Response(whole, { headers: { "content-type": req.headers["content-type"]! } }).formData();
  const file = form.get("file") as File;
  res.status(201).json({ bytes: whole.length, length: Number(req.headers["content-length"] ?? 0), name: file.name, text: await file.text() });
}
