const calls = (globalThis.answerCalls ??= []);
const entries = (globalThis.answerEntries ??= new Map());

const own = ["/hour", "/short", "/forever", "/failing", "/late", "/parts", "/head"];
// Since 15 the path stands behind the digest of the route's file.
const pathOf = (key) => key.split("/$").pop();
const isOurs = (key) => own.some((path) => pathOf(key) === path || pathOf(key).startsWith(`${path}/`));
const plain = (value) => JSON.parse(JSON.stringify(value, (_, it) => (typeof it === "number" && it > 1e12 ? "time" : it)));

// The order of a context's keys is nobody's business.
const context = (given) => (given === undefined ? "none" : Object.fromEntries(Object.entries(plain(given)).sort()));

function described(value) {
  if (value === null || value === undefined) return value;
  const { body, headers, ...rest } = value;
  const sorted = Object.fromEntries(Object.entries(headers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...rest, headers: sorted, body: Buffer.isBuffer(body) ? ["Buffer", body.toString()] : [typeof body] };
}

module.exports = class AnswerHandler {
  constructor(options) {
    this.asked = options._requestHeaders?.["x-asked"];
  }

  async get(key, given) {
    if (!isOurs(key)) return null;
    const found = entries.get(key);
    calls.push(["get", key, context(given), found !== undefined, this.asked ?? "nobody"]);
    if (globalThis.answerMode === "throws") throw new Error("the store is down");
    return found ?? null;
  }

  async set(key, value, given) {
    if (!isOurs(key)) return;
    calls.push(["set", key, plain(described(value)), context(given)]);
    if (globalThis.answerMode === "refuses") throw new Error("the store is full");
    entries.set(key, { value, lastModified: Date.now() });
  }

  async revalidateTag(tags, durations) {
    const list = [tags].flat();
    if (list.length > 0) calls.push(["revalidateTag", tags, durations ?? "none"]);
    for (const [key, { value }] of entries) {
      const own = value?.headers?.["x-next-cache-tags"]?.split(",") ?? [];
      if (own.some((tag) => list.includes(tag))) entries.delete(key);
    }
  }

  resetRequestCache() {}
};
