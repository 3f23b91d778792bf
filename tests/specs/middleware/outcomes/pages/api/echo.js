export default function handler(request, response) {
  response.json({ url: request.url, query: request.query, cookies: request.cookies, added: request.headers["x-added"] ?? null, body: request.body });
}
