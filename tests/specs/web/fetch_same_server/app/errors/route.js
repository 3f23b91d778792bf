const attempt = (...args) => fetch(...args).then(() => "fine", (error) => `${error.name}: ${error.message}`);
export async function GET() {
  return Response.json([
    await attempt("/relative"),
    await attempt("http://127.0.0.1:2/"),
    await attempt("ftp://x/"),
    await attempt("http://localhost/", { method: "GET", body: "x" }),
    await attempt("http://u:p@localhost/"),
    await attempt("data:text/plain,hi"),
  ]);
}
