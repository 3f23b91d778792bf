export const GET = (request) => {
  const names = [...request.headers.keys()].filter((name) => name !== "connection");
  return Response.json({ url: request.url.replace(/:\d+/, ":PORT"), for: request.headers.get("x-forwarded-for"), host: request.headers.get("x-forwarded-host"), names });
};
