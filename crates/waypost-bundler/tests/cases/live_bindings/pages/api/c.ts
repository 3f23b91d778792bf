import { counter } from "../../lib/counter";

export default function handler(): number {
  return counter;
}
