// What a page of the Web Platform Tests finds around itself and a server's realm does not have:
// an address, and the kind of its global. Nothing that is under test is defined here.
(function (address) {
  "use strict";
  const global = globalThis;
  const define = (name, value) =>
    Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
  if (global.self === undefined) define("self", global);
  define("GLOBAL", { isWindow: () => false, isWorker: () => true, isShadowRealm: () => false });
  define("location", Object.freeze(new (class WorkerLocation {
    #url = new URL(address);
    get href() { return this.#url.href; }
    get origin() { return this.#url.origin; }
    get protocol() { return this.#url.protocol; }
    get host() { return this.#url.host; }
    get hostname() { return this.#url.hostname; }
    get port() { return this.#url.port; }
    get pathname() { return this.#url.pathname; }
    get search() { return this.#url.search; }
    get hash() { return this.#url.hash; }
    toString() { return this.#url.href; }
  })()));
  // Until one of them is first used, a global of ours is an accessor that loads it. Tests look at what it is from then on.
  for (const name of Object.getOwnPropertyNames(global)) void global[name];
  // A server has no address of its own, so `fetch` takes absolute addresses only; a test's resources are beside it.
  const fetchAbsolute = global.fetch;
  define("fetch", function fetch(input, init) {
    return fetchAbsolute(typeof input === "string" ? new URL(input, address).href : input, init);
  });
})
