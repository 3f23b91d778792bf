import { gate } from "./lib/gate";
export const middleware = gate;
export const config = { matcher: ["/((?!_next|favicon).*)"] };
