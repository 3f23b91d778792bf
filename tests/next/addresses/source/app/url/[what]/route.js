const shown = (url) => ({ href: url.href, path: url.pathname, search: url.search, hash: url.hash, host: url.host, name: url.hostname, port: url.port, protocol: url.protocol, origin: url.origin, base: url.basePath, locale: url.locale, user: url.username, pass: url.password });
const changes = {
  nothing: () => {},
  pathname: (u) => { u.pathname = "/other path/ü"; },
  "pathname-bare": (u) => { u.pathname = "bare"; },
  "pathname-query": (u) => { u.pathname = "/a?b#c"; },
  "pathname-dots": (u) => { u.pathname = "/a/../b/./c"; },
  "pathname-slashes": (u) => { u.pathname = "//evil.test/x"; },
  "pathname-empty": (u) => { u.pathname = ""; },
  search: (u) => { u.search = "a=1&b= 2"; },
  "search-mark": (u) => { u.search = "?"; },
  "search-empty": (u) => { u.search = ""; },
  params: (u) => { u.searchParams.set("x", "a b+c"); u.searchParams.append("x", "ä"); u.searchParams.delete("q"); },
  "params-sort": (u) => { u.searchParams.append("a", "1"); u.searchParams.sort(); },
  hash: (u) => { u.hash = "part"; },
  host: (u) => { u.host = "example.com:8080"; },
  hostname: (u) => { u.hostname = "example.com"; },
  "hostname-bad": (u) => { u.hostname = "a b"; },
  "host-127": (u) => { u.host = "127.0.0.1:1"; },
  port: (u) => { u.port = "99"; },
  "port-default": (u) => { u.port = "80"; },
  "port-bad": (u) => { u.port = "x"; },
  protocol: (u) => { u.protocol = "https"; },
  "protocol-bad": (u) => { u.protocol = "ftp:"; },
  href: (u) => { u.href = "https://u:p@example.com/new?x#y"; },
  "href-bad": (u) => { u.href = "/relative"; },
  "href-127": (u) => { u.href = "http://127.0.0.1/x"; },
  "href-v6": (u) => { u.href = "http://[::1]:5/x"; },
  username: (u) => { u.username = "me"; u.password = "secret"; },
  base: (u) => { u.basePath = "/base"; },
  "base-bare": (u) => { u.basePath = "bare"; },
  "base-then-path": (u) => { u.basePath = "/base"; u.pathname = "/base/x"; },
  locale: (u) => { u.locale = "en"; },
  origin: (u) => { u.origin = "http://x"; },
  build: (u) => { u.buildId = "b"; },
  own: (u) => { u.own = 1; },
};
export async function POST(request, { params }) {
  const { what } = await params;
  const url = request.nextUrl.clone();
  let failure = null;
  try { changes[what](url); } catch (error) { failure = `${error.name}: ${error.message.split(/[:;]/)[0]}`; }
  return Response.json({ ...shown(url), failure, text: String(url), json: JSON.stringify(url), again: url.clone().href, first: request.nextUrl.href, same: request.nextUrl === request.nextUrl, build: url.buildId ?? null });
}
