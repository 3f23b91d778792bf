import "../../lib/patch";
import { existsSync, readFileSync } from "fs";
import { get, request, STATUS_CODES } from "node:http";
import * as whole from "node:http";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const later = await import("node:http");
  return Response.json({
    named: (get as unknown as () => string)(),
    whole: (whole.get as unknown as () => string)(),
    later: (later.get as unknown as () => string)(),
    exists: (existsSync as unknown as () => string)(),
    others: [typeof readFileSync, typeof request, STATUS_CODES[404], Object.keys(whole).includes("Agent")],
  });
}
