import { inline } from "../../../lib/inline";

export function GET() {
  return inline();
}
