// NextURL: prefixes and slashes that belong to the framework.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { type NextConfigPart, NextURL } from "waypost-internal:next/server/next_url";

const I18N = {
  locales: ["en", "fr", "nl"],
  defaultLocale: "en",
  domains: [{ domain: "example.fr", defaultLocale: "fr" }],
};

function check(nextConfig: NextConfigPart, address: string, change: (url: NextURL) => void, expected: string): void {
  const url = new NextURL(`http://a${address}`, { nextConfig });
  change(url);
  assertEquals(url.href.slice("http://a".length), expected, `${address} with ${JSON.stringify(nextConfig)}`);
}

const stays = (): void => {};
const moves = (url: NextURL): void => {
  url.pathname = "/other";
};

test("a slash at the end is that of the address", () => {
  check({}, "/a/", stays, "/a/");
  check({}, "/a/", moves, "/other/");
  check({}, "/a", moves, "/other");
  check({ trailingSlash: true }, "/a", stays, "/a");
  check({ trailingSlash: true }, "/", moves, "/other/");
  check({ basePath: "/base" }, "/base", stays, "/base");
  check({ basePath: "/base" }, "/base/a/?q#h", stays, "/base/a/?q#h");
  check({ basePath: "/base" }, "/base/a", moves, "/base/other");
});

test("the default locale is not written, and none before API routes", () => {
  const fr = (url: NextURL): void => {
    url.locale = "fr";
  };
  check({ i18n: I18N }, "/en/a", stays, "/a");
  check({ i18n: I18N }, "/fr", stays, "/fr");
  check({ i18n: I18N }, "/NL/a", moves, "/nl/other");
  check({ i18n: I18N }, "/a", fr, "/fr/a");
  check({ i18n: I18N }, "/api/a", fr, "/api/a");
  check({ i18n: I18N, basePath: "/base" }, "/base/fr/a", stays, "/base/fr/a");
});

test("a domain has its own default locale", () => {
  const nextConfig = { i18n: I18N };
  const url = new NextURL("http://localhost/a", { nextConfig, headers: { host: "Example.fr:3000" } });
  assertEquals([url.locale, url.defaultLocale, url.domainLocale?.domain, url.href], ["fr", "fr", "example.fr", "http://localhost/a"]);
  const other = new NextURL("http://localhost/a", { nextConfig, forceLocale: true });
  assertEquals([other.locale, other.domainLocale, other.href], ["en", undefined, "http://localhost/en/a"]);
});
