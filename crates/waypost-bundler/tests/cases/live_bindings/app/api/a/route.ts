import { bump, counter } from "../../../lib/counter";

export function GET(): number {
  bump();
  return counter;
}
