import { name } from "react";

export const dynamic = "force-dynamic";
export const GET = () => new Response(name);
