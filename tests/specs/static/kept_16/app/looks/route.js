export const revalidate = 60;
let made = 0;
export function GET(request) {
  made += 1;
  return Response.json({ made, from: request.headers.get("host") === null });
}
