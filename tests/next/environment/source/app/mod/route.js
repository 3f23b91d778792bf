import { state } from "../../lib/state.js";
import data from "../../data/x.json";
export async function POST() { state.n += 1; return Response.json({ n: state.n, data }); }
