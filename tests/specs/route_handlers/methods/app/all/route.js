const tell = (name) => (request) => new Response(`${name} ${request.method}`, { headers: { "x-handler": name } });
export const GET = tell("GET");
export const POST = tell("POST");
export async function PUT(request) {
  return tell("PUT")(request);
}
export { PATCH, DELETE } from "./more.js";
