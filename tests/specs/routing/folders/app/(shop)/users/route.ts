import { word } from "./helper";
export const GET = () => new Response(word);
