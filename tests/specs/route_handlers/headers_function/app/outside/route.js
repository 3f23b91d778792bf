import { cookies, headers } from "next/headers";
async function attempt(run) {
  try {
    await run();
    return "fine";
  } catch (error) {
    return error.message;
  }
}
const outside = Promise.all([attempt(() => cookies()), attempt(() => headers())]);
export const GET = async () => Response.json(await outside);
