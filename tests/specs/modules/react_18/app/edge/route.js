export { GET } from "../x/route.jsx";

export const runtime = "edge";
