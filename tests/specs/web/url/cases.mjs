export async function run() {
  const out = [];
  for (const [input, base] of [
    ["http://EXAMPLE.com:80/../a/./b%7Ec?q=a b#f g"], ["//host/path", "https://base/x"], ["?q", "http://h/p?old#frag"], ["http://ex\u00e4mple.de/\u00fc?\u00fc#\u00fc"], ["http://[::1]:3000/"], ["http://192.168.257"], ["mailto:a@b"], ["data:text/plain,hi there"],
    ["http://a b/"], ["nope"], ["file:///C|/x"], ["http://user:p%40ss@h/"], ["javascript:alert(1)"], ["http://h:99999/"], ["\thttp://h/\n"],
  ]) {
    try {
      out.push(new URL(input, base).href);
    } catch (error) {
      out.push(`${error.name} ${error.code} ${error.message}`);
    }
  }
  const url = new URL("http://h/p?a=1&b=2&a=3");
  url.searchParams.append("c d", "\u00e9&=");
  url.searchParams.delete("b");
  url.hash = "x y";
  url.port = "8080";
  url.pathname = "new path";
  url.protocol = "https";
  out.push(url.href, url.origin, JSON.stringify(url), url.searchParams.getAll("a").join(), url.searchParams.size);
  const params = new URLSearchParams([["z", "1"], ["a", "2"], ["a", "1"]]);
  params.sort();
  out.push(String(params), params.has("a", "1"), String(new URLSearchParams({ x: "1 2", y: "+" })), String(new URLSearchParams("?a=%zz&b")), [...params.entries()].join("|"));
  out.push(URL.canParse("http://x"), URL.canParse("x"), encodeURIComponent(" é/"));
  return out.join("\n");
}
