import { run } from "../../cases.mjs";
export const GET = async () => new Response(await run());
