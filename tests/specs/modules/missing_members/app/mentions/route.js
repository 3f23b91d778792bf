import { hash } from "../../lib/legacy";
export const GET = () => new Response(hash("a"));
