import { cookies, draftMode, headers } from "next/headers";
import { connection } from "next/server";
import { cacheLife, cacheTag, revalidateTag, unstable_cache } from "./cache.js";
import { next } from "./counts.js";

export async function plain() {
  "use cache";
  return { run: next("plain") };
}

export const arrow = async (a) => {
  "use cache";
  return { run: next("arrow-inline"), a };
};

export async function byValue(value) {
  "use cache";
  return { run: next("by-value") };
}

export async function spread(...values) {
  "use cache";
  return { run: next("spread"), values };
}

export async function destructured({ a, b: [c] }) {
  "use cache";
  return { run: next("destructured"), a, c };
}

export function closing(x, y) {
  const z = { x };
  async function inner(a) {
    "use cache";
    return { run: next("closing"), x, z, a };
  }
  return inner;
}

export async function returning(what) {
  "use cache";
  switch (what) {
    case "date": return new Date(86400000);
    case "map": return new Map([["a", new Date(0)], [{ k: 1 }, "b"]]);
    case "set": return new Set([1, "a"]);
    case "bigint": return 12345678901234567890n;
    case "undefined": return undefined;
    case "nan": return [NaN, Infinity, -Infinity, -0];
    case "nested": return { u: undefined, d: new Date(0), list: [1, [2, null]], dollar: "$1", at: "@1" };
    case "bytes": return new Uint8Array([1, 2, 3]);
    case "buffer": return new Uint8Array([4, 5]).buffer;
    case "promise": return { later: Promise.resolve(7) };
    case "symbol": return Symbol.for("shared");
    case "form": { const form = new FormData(); form.append("a", "1"); return form; }
    case "error": return { error: new TypeError("inside") };
    case "shared": { const one = { n: 1 }; return { a: one, b: one }; }
    case "cyclic": { const one = { n: 1 }; one.self = one; return one; }
    case "iterable": return { list: [1, 2][Symbol.iterator]() };
    case "class": return new (class Thing { a = 1; })();
    case "null-object": return Object.assign(Object.create(null), { a: 1 });
    case "function": return { call() {} };
    case "local-symbol": return Symbol("own");
    case "url": return new URL("http://a.test/");
    case "regexp": return /a/;
    case "weak": return new WeakMap();
    case "response": return new Response("x");
  }
}

export async function throwing(kind) {
  "use cache";
  const run = next(`throwing-${kind}`);
  if (kind === "text") throw "a text";
  if (kind === "digest") throw Object.assign(new Error("with digest"), { digest: "OWN" });
  throw new Error(`run ${run}`);
}

export async function reading(what) {
  "use cache";
  switch (what) {
    case "cookies": return (await cookies()).getAll();
    case "headers": return [...(await headers()).keys()];
    case "draft": return { draft: (await draftMode()).isEnabled };
    case "enable": (await draftMode()).enable(); return "enabled";
    case "connection": await connection(); return "connected";
    case "revalidate": revalidateTag("a", "max"); return "revalidated";
    case "random": return typeof Math.random();
  }
}

export async function living(how) {
  "use cache";
  switch (how) {
    case "unknown": cacheLife("nothing"); break;
    case "negative": cacheLife({ revalidate: -1 }); break;
    case "text": cacheLife({ revalidate: "1" }); break;
    case "order": cacheLife({ revalidate: 10, expire: 5 }); break;
    case "none": cacheLife(); break;
    case "null": cacheLife(null); break;
    case "nan": cacheLife({ stale: NaN }); break;
    case "false": cacheLife({ revalidate: false }); break;
    case "infinite": cacheLife({ expire: Infinity }); break;
    default: cacheLife(how);
  }
  return { run: next(`living-${how}`) };
}

export async function brief() {
  "use cache";
  cacheLife("brief");
  return { run: next("brief") };
}

export async function instant() {
  "use cache";
  cacheLife("instant");
  return { run: next("instant") };
}

export async function failingLater() {
  "use cache";
  cacheLife("brief");
  const run = next("failing-later");
  if (run === 2) throw new Error("second");
  return { run };
}

export async function tagged(name) {
  "use cache";
  cacheTag(name, "every");
  return { run: next(`tagged-${name}`) };
}

export async function badTag(what) {
  "use cache";
  cacheTag(what === "number" ? 1 : what === "long" ? "x".repeat(300) : "fine");
  return { run: next(`bad-tag-${what}`) };
}

async function innerTagged() {
  "use cache";
  cacheTag("inner");
  return next("inner");
}

export async function outer() {
  "use cache";
  return { outer: next("outer"), inner: await innerTagged() };
}

async function innerBrief() {
  "use cache";
  cacheLife("brief");
  return next("inner-brief");
}

export async function outerBrief() {
  "use cache";
  return { outer: next("outer-brief"), inner: await innerBrief() };
}

export async function slow() {
  "use cache";
  const run = next("slow");
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { run };
}

const memo = unstable_cache(async () => next("memo"), ["memo-in-cache"], { tags: ["memo"] });

export async function memoInside() {
  "use cache";
  return { run: next("memo-inside"), memo: await memo() };
}

export const cacheInMemo = unstable_cache(async () => ({ memo: next("outer-memo"), plain: await plain() }), ["cache-in-memo"]);

export async function fetching(port, how) {
  "use cache";
  const response = await fetch(`http://127.0.0.1:${port}/counter`, how === "store" ? { cache: "no-store" } : undefined);
  await response.json();
  return { run: next(`fetching-${how}`) };
}

export async function remote() {
  "use cache: remote";
  return { run: next("remote") };
}

export async function own() {
  "use cache: private";
  return { run: next("private") };
}
