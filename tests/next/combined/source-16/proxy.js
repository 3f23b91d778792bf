import { gate } from "./lib/gate";
export const proxy = gate;
export const config = { matcher: ["/((?!_next|favicon).*)"] };
