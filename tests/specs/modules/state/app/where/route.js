import path from "path";
import { fileURLToPath } from "url";
export const GET = () =>
  Response.json({
    file: path.relative(process.cwd(), fileURLToPath(import.meta.url)),
    dirname: path.relative(process.cwd(), __dirname),
  });
