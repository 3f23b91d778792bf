import { taken } from "../../lib/notes";
export const dynamic = "force-dynamic";
export const GET = () => Response.json(taken());
