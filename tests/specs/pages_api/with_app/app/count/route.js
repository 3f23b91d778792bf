import { next } from "../../lib/counter";
export const GET = () => {
  globalThis.shared = (globalThis.shared ?? 0) + 1;
  return Response.json({ own: next(), shared: globalThis.shared });
};
