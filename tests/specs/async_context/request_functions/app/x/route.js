import { cookies } from "next/headers";
import { EventEmitter } from "events";
const who = async () => (await cookies()).get("who")?.value;
export async function GET() {
  const seen = {};
  seen.direct = await who();
  seen.timeout = await new Promise((resolve) => setTimeout(() => resolve(who()), 1));
  seen.immediate = await new Promise((resolve) => setImmediate(() => resolve(who())));
  seen.then = await Promise.resolve().then(who);
  seen.all = await Promise.all([1, 2].map(async () => who()));
  const emitter = new EventEmitter();
  seen.emitter = await new Promise((resolve) => emitter.once("e", () => resolve(who())) && emitter.emit("e"));
  seen.generator = [];
  for await (const value of (async function* () {
    yield await who();
  })()) seen.generator.push(value);
  seen.replace = "x".replace("x", () => typeof cookies());
  return Response.json(seen);
}
