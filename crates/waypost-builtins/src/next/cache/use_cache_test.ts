// Functions with "use cache", without a store: what is made, by whom, and what the caller sees.

import { runIn } from "waypost-internal:internal/async_context/async_context";
import { FakeInvocation } from "waypost-internal:internal/testing/fake_invocation";
import { assert, assertEquals, assertThrows, test } from "waypost-internal:internal/testing/testing";
import { cacheLife, cacheLifeProfile } from "waypost-internal:next/cache/cache_life";
import { type CacheScope, cacheScope, cacheScopeFrame } from "waypost-internal:next/cache/cache_scope";
import { cacheTag } from "waypost-internal:next/cache/cache_tag";
import { cache } from "waypost-internal:next/cache/use_cache";
import { cookies } from "waypost-internal:next/headers/headers";
import { redirect } from "waypost-internal:next/navigation/navigation";
import { type NextFeatures, configureNext } from "waypost-internal:next/version/version";
import { console } from "waypost-internal:node/console/console";

const OMITTED = "An error occurred in the Server Components render.";

async function within<T>(run: () => Promise<T>, major: 15 | 16 = 16, features: NextFeatures = {}): Promise<T> {
  configureNext(major, false, {}, { useCache: true, ...features });
  const kept = console.error;
  console.error = (): void => {};
  try {
    const invocation = new FakeInvocation({});
    invocation.appRoute = { page: "/x" } as never;
    return await runIn(invocation.frame, run);
  } finally {
    console.error = kept;
    configureNext(16, false);
  }
}

async function failure(promise: Promise<unknown>): Promise<{ message: string; digest?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { message: string; digest?: string };
  }
  return { message: "" };
}

let ids = 0;
function cached(inner: (captured: never, ...args: never[]) => Promise<unknown>, kind = "default", captured: unknown[] = []) {
  const id = `test#${ids++}`;
  return (...args: unknown[]): Promise<any> => cache(id, kind, -1, captured, inner as never, args);
}

test("calls at the same time share one making", async () => {
  let runs = 0;
  const call = cached(async (_: never, a: unknown) => ({ a, run: ++runs }));
  await within(async () => {
    const results = await Promise.all([call(1), call(1), call(2)]);
    // Which key is made first depends on whose look into the store ends first.
    const [first, , other] = results.map(({ run }) => run);
    assertEquals([first, other].sort(), [1, 2]);
    assertEquals(results, [{ a: 1, run: first }, { a: 1, run: first }, { a: 2, run: other }]);
    assert(results[0] !== results[1], "each has a copy");
  });
});

test("the function is given copies of its arguments and of what it closes over", async () => {
  const outside = { n: 1 };
  const call = cached(async ([captured]: never, given: { n: number }) => {
    (captured as { n: number }).n = 5;
    given.n = 6;
    return [captured, given];
  }, "default", [outside]);
  await within(async () => {
    const argument = { n: 2 };
    assertEquals(await call(argument), [{ n: 5 }, { n: 6 }]);
    assertEquals([outside, argument], [{ n: 1 }, { n: 2 }]);
  });
});

test("what is thrown tells its caller nothing but a digest", async () => {
  await within(async () => {
    const one = await failure(cached(async () => { throw new Error("secret"); })());
    assert(one.message.startsWith(OMITTED) && /^\d+$/.test(one.digest as string));
    const own = await failure(cached(async () => { throw Object.assign(new Error("x"), { digest: "OWN" }); })());
    assertEquals(own.digest, "OWN");
    const text = await failure(cached(async () => { throw "text"; })());
    assert(text.message.startsWith(OMITTED));
    const unwritable = await failure(cached(async () => new (class {})())());
    assert(unwritable.message.startsWith(OMITTED));
    const away = await failure(cached(async () => redirect("/there"))());
    assertEquals(away.digest, "NEXT_REDIRECT;replace;/there;307;");
  });
});

test("a shared function reads nothing of the request, a private one does", async () => {
  await within(async () => {
    const shared = await failure(cached(async () => (await (cookies() as Promise<{ getAll(): unknown }>)).getAll())());
    assert(shared.message.startsWith(OMITTED));
    let runs = 0;
    const own = cached(async () => [++runs, (await (cookies() as Promise<{ getAll(): unknown }>)).getAll()], "private");
    assertEquals([await own(), await own()], [[1, []], [1, []]]);
    const nested = await failure(cached(async () => own())());
    assert(nested.message.startsWith(OMITTED));
  });
});

test("an outer function has the tags of inner ones and the shortest life", async () => {
  await within(async () => {
    const inner = cached(async () => {
      cacheTag("a", "b");
      cacheLife({ revalidate: 5, expire: 1000 });
      return 1;
    });
    let seen: CacheScope | undefined;
    await cached(async () => {
      cacheTag("c");
      await inner();
      seen = cacheScope();
      return 2;
    })();
    assertEquals([...(seen?.tags ?? [])].sort(), ["a", "b", "c"]);
    assertEquals([seen?.used?.revalidate, seen?.used?.expire, seen?.asked], [5, 1000, {}]);
  });
});

test("what cacheLife is given", async () => {
  const asked = (given: unknown): unknown => {
    const scope: CacheScope = { kind: "use cache", asked: {}, used: {}, tags: new Set() };
    runIn(cacheScopeFrame(undefined, scope), () => cacheLife(given as string));
    return scope.asked;
  };
  const features = { cacheLife: { brief: { revalidate: 1 }, default: { revalidate: 7 } } };
  await within(async () => {
    assertEquals(asked("seconds"), { stale: 30, revalidate: 1, expire: 60 });
    assertEquals(asked("brief"), { revalidate: 1 });
    assertEquals(cacheLifeProfile("default"), { stale: 300, revalidate: 7, expire: 0xfffffffe });
    assertEquals(asked({ expire: Number.POSITIVE_INFINITY }), { expire: 0xfffffffe });
    for (const [given, message] of [
      ["nothing", /^Unknown `cacheLife\(\)` profile "nothing" is not configured in next.config.js\nmodule.exports = \{\n {2}cacheLife: \{/],
      ["brief ", /Did you mean "brief" without the spaces\?$/],
      ["toString", /^Unknown/],
      [undefined, /^Invalid `cacheLife\(\)` option. Either pass a profile name or object.$/],
      [[], /^Invalid `cacheLife\(\)` option/],
      [{ revalidate: "1" }, /^The revalidate option must be a number of seconds.$/],
      [{ stale: false }, /^Pass `Infinity` instead of `false` if you want to cache on the client forever/],
      [{ revalidate: 10, expire: 5 }, /^If providing both the revalidate and expire options/],
      [{ stale: Number.NaN }, /expected a finite number of seconds or Infinity, received NaN.$/],
    ] as [unknown, RegExp][]) {
      const { message: said } = assertThrows(() => asked(given)) as Error;
      assert(message.test(said), said);
    }
  }, 16, features);
});

test("outside of a cached function there is no life and are no tags", async () => {
  await within(async () => {
    const { message } = assertThrows(() => cacheLife("max")) as Error;
    assert(message.startsWith('Route "/x": `cacheLife()` can only be called inside a `"use cache"`'), message);
  });
  await within(async () => {
    const { message } = assertThrows(() => cacheTag("a")) as Error;
    assertEquals(message, 'cacheTag() can only be called inside a "use cache" function.');
  }, 15);
});
