import { count, increment } from "../../lib/counter";
import * as counter from "../../lib/counter";
import { a } from "../../lib/a";
import again, { total as sum, increment as plus } from "../../lib/barrel";
export async function GET() {
  const before = count;
  increment();
  const { count: taken } = counter;
  plus();
  return Response.json({ before, after: count, taken, a: a(), sum: sum(), again, same: (await import("../../lib/counter")).increment === increment });
}
