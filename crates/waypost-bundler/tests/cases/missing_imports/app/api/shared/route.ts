import { client } from "../../../lib/client";
export const GET = () => client;
