async function answer(request) {
  const u = request.nextUrl;
  return Response.json({
    method: request.method, url: request.url, href: u.href, origin: u.origin, host: u.host, hostname: u.hostname, protocol: u.protocol,
    pathname: u.pathname, search: u.search, query: [...u.searchParams], basePath: u.basePath, locale: u.locale, hash: u.hash,
    ip: request.ip ?? "absent", geo: request.geo ?? "absent", isRequest: request instanceof Request, bodyUsed: request.bodyUsed, hasBody: request.body !== null,
  });
}
export { answer as GET, answer as POST, answer as PUT, answer as DELETE };
