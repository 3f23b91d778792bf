import { ready, order } from "../../lib/slow";
const own = await Promise.resolve("own");
export const GET = () => Response.json({ ready, own, order });
