const calls = (globalThis.useCalls ??= []);
const entries = (globalThis.useEntries ??= new Map());

function drop(tags) {
  for (const [key, entry] of entries) if (entry.tags.some((tag) => tags.includes(tag))) entries.delete(key);
}

module.exports = {
  async get(key, softTags) {
    calls.push(["get", typeof key, softTags]);
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    const value = new ReadableStream({
      start(controller) {
        for (const chunk of entry.chunks) controller.enqueue(chunk);
        controller.close();
      },
    });
    return { ...entry, value };
  },
  async set(key, pending) {
    const entry = await pending;
    const chunks = [];
    for await (const chunk of entry.value) chunks.push(chunk);
    calls.push(["set", typeof key, chunks.length > 0, entry.tags, entry.stale, entry.revalidate, entry.expire, typeof entry.timestamp]);
    entries.set(key, { ...entry, chunks });
  },
  async refreshTags() {
    calls.push(["refreshTags"]);
  },
  async getExpiration(...tags) {
    calls.push(["getExpiration", tags]);
    return globalThis.expiration ?? 0;
  },
  async updateTags(tags, durations) {
    calls.push(["updateTags", tags, durations ?? "none"]);
    drop(tags);
  },
  async expireTags(...tags) {
    calls.push(["expireTags", tags]);
    drop(tags);
  },
};
