import { writeFileSync } from "node:fs";

export function GET() {
  writeFileSync("looping", "");
  for (;;) {}
}
