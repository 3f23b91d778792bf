import { agent, cipher, get } from "../../../lib/legacy";
const uses = { domain: get, cipher, constructor: agent, uncaught: agent };
export async function GET(_, { params }) {
  const { what } = await params;
  if (what === "uncaught") uses[what]();
  try {
    uses[what]();
    return new Response("worked");
  } catch (error) {
    return Response.json({ code: error.code, message: error.message });
  }
}
