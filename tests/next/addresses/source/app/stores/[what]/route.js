import { cookies, headers, draftMode } from "next/headers";
const attempt = (work) => { try { const value = work(); return value === undefined ? "undefined" : value; } catch (error) { return `${error.name}: ${error.message}`; } };
const shown = {
  "headers-write": (h) => ["set", "append", "delete"].map((name) => attempt(() => h[name]("x-a", "1"))),
  "headers-read": (h) => [h.get("X-IN"), h.get("none"), h.has("x-In"), typeof h.getSetCookie, attempt(() => h.get("bad name"))],
  "headers-iterate": (h) => [[...h.keys()].includes("x-in"), [...h.entries()].find(([name]) => name === "x-in"), Object.fromEntries(h)["x-in"], [...h.values()].length > 1],
  "headers-each": (h) => { let found; h.forEach((value, name, all) => { if (name === "x-in") found = [value, name, all === h]; }); return found; },
  "headers-copy": (h) => { const copy = new Headers(h); copy.set("x-in", "changed"); return [copy.get("x-in"), h.get("x-in")]; },
  "headers-type": (h) => [h instanceof Headers, Object.prototype.toString.call(h), Object.keys(h).length],
  "headers-request": (h, j, r) => { r.headers.set("x-in", "request"); return [h.get("x-in"), r.headers.get("x-in")]; },
  "cookies-read": (h, j) => [j.get("a"), j.get("none") ?? null, j.getAll("a"), j.getAll(), j.has("a"), [...j].length, j.size ?? "none"],
  "cookies-text": (h, j) => [String(j), j.toString(), Object.prototype.toString.call(j)],
  "cookies-chain": (h, j) => { const back = j.set("x", "1"); return [back === j, attempt(() => back.set("y", "2").get("y"))]; },
  "cookies-delete-read": (h, j) => { j.delete("a"); return [j.get("a") ?? null, j.has("a"), j.getAll().length]; },
  "cookies-clear": (h, j) => [typeof j.clear, attempt(() => j.clear?.())].map(String),
  "draft": (h, j, r, d) => [d.isEnabled, typeof d.enable, attempt(() => { d.isEnabled = true; })],
};
const sets = {
  "max-age-text": ["a", "1", { maxAge: "60x" }],
  "max-age-negative": ["a", "1", { maxAge: -1 }],
  "max-age-fraction": ["a", "1", { maxAge: 1.5, expires: 1700000000000 }],
  "expires-text": ["a", "1", { expires: "Fri, 01 Jan 2100 00:00:00 GMT" }],
  "expires-bad": ["a", "1", { expires: new Date(NaN) }],
  "same-none": ["a", "1", { sameSite: "none", secure: true, partitioned: true }],
  "same-other": ["a", "1", { sameSite: "wrong" }],
  "priority-low": ["a", "1", { priority: "low" }],
  "priority-other": ["a", "1", { priority: "Medium" }],
  "unknown": ["a", "1", { other: 1, httpOnly: "yes", secure: 0 }],
  "path-undefined": ["a", "1", { path: undefined }],
  "path-odd": ["a", "1", { path: "/a;b" }],
  "domain-dot": ["a", "1", { domain: ".example.com" }],
  "name-odd": ["a b=c;d", "1"],
  "name-empty": ["", "1"],
  "value-odd": ["a", 'x"y,z;é\n%20'],
  "value-number": ["a", 7],
  "value-undefined": ["a", undefined],
  "value-object": ["a", { b: 1 }],
  "value-long": ["a", "v".repeat(5000)],
  "object-undefined": [{ name: "a", value: undefined }],
  "object-all": [{ name: "a", value: "1", domain: "x.test", path: "/p", maxAge: 0, httpOnly: true, secure: true, sameSite: "lax", priority: "high", partitioned: true, expires: 0 }],
};
export async function POST(request, { params }) {
  const { what } = await params;
  const [h, j, d] = [await headers(), await cookies(), await draftMode()];
  if (what in shown) return Response.json(shown[what](h, j, request, d));
  const failure = attempt(() => { j.set(...sets[what]); return null; });
  return Response.json({ failure, read: j.getAll().map(({ expires, ...rest }) => rest) });
}
