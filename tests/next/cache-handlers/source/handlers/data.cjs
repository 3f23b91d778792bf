const calls = (globalThis.dataCalls ??= []);
const entries = (globalThis.dataEntries ??= new Map());

const contextOf = ({ kind, kindHint, revalidate, tags, softTags, fetchCache }) => ({ kind, kindHint, revalidate, tags, softTags, fetchCache });

module.exports = class DataHandler {
  constructor(options) {
    this.headers = typeof options._requestHeaders;
  }

  async get(key, context) {
    const found = entries.get(key);
    if (context?.kind === "FETCH" || context?.kindHint === "fetch") calls.push(["get", typeof key, this.headers, contextOf(context), found !== undefined]);
    return found;
  }

  async set(key, value, context) {
    if (value?.kind === "FETCH") {
      const { data, revalidate } = value;
      const body = globalThis.atob && !data.body.startsWith("{") ? atob(data.body) : data.body;
      calls.push(["set", typeof key, body, data.status, typeof data.headers, revalidate, contextOf(context)]);
    }
    entries.set(key, { value, lastModified: Date.now(), tags: context?.tags });
  }

  async revalidateTag(tags, durations) {
    const list = [tags].flat();
    // 14 calls it after each request, mostly with nothing.
    if (list.length > 0) calls.push(["revalidateTag", tags, durations ?? "none"]);
    for (const [key, entry] of entries) if (entry.tags?.some((tag) => list.includes(tag))) entries.delete(key);
  }

  resetRequestCache() {}
};
