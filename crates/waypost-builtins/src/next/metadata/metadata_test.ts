// Handlers around metadata files, where no recorded project shows them.

import { assertEquals, test } from "waypost-internal:internal/testing/testing";
import { robotsText, sitemapText } from "waypost-internal:next/metadata/documents";
import { type MetadataInfo, metadataModule } from "waypost-internal:next/metadata/metadata";
import { configureNext, type NextMajor } from "waypost-internal:next/version/version";
import type { Response } from "waypost-internal:web/fetch/response";

const MANY: MetadataInfo = { form: "sitemap", contentType: "application/xml", isMany: true };

type Get = (request: unknown, context: { params: unknown }) => Promise<Response>;

/** Status and first location for an id of the URL. */
async function sitemapOf(major: NextMajor, development: boolean, id: string): Promise<string> {
  configureNext(major, development);
  const module = metadataModule(MANY, {
    generateSitemaps: () => [{ id: 1 }],
    default: async (given: { id: unknown }) => [{ url: `${typeof given.id} ${await given.id}` }],
  });
  const params = { __metadata_id__: id };
  const answer = await (module.GET as Get)(undefined, { params: major === 14 ? params : Promise.resolve(params) });
  const text = await answer.text();
  return `${answer.status} ${/<loc>(.*)<\/loc>/.exec(text)?.[1] ?? text}`;
}

test("what a sitemap of several is given differs by version", async () => {
  assertEquals(await sitemapOf(14, false, "1.xml"), "200 number 1");
  assertEquals(await sitemapOf(14, true, "1"), "200 number 1");
  assertEquals(await sitemapOf(14, true, "1.xml"), "404 Not Found");
  assertEquals(await sitemapOf(15, false, "1.xml"), "200 string 1");
  assertEquals(await sitemapOf(15, false, "2.xml"), "200 string 2");
  assertEquals(await sitemapOf(15, false, "1"), "404 Not Found");
  assertEquals(await sitemapOf(16, false, "1.xml"), "200 object 1");
  assertEquals(await sitemapOf(16, false, "2.xml"), "404 Not Found");
});

test("an item without id is an error", async () => {
  configureNext(16, false);
  const module = metadataModule(MANY, { generateSitemaps: () => [{}], default: () => [] });
  const get = module.GET as Get;
  const failed = await get(undefined, { params: Promise.resolve({}) }).catch((error: Error) => error.message);
  assertEquals(failed, "id property is required for every item returned from generateSitemaps");
});

test("bytes come back as they were", async () => {
  const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
  const info: MetadataInfo = { form: "file", contentType: "image/png", isMany: false };
  const answer = await (metadataModule(info, { default: all }).GET as Get)(undefined, { params: undefined });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assertEquals([...bytes], Array.from({ length: 256 }, (_, code) => code));
});

test("documents hold what was given and nothing more", () => {
  configureNext(16, false);
  assertEquals(robotsText({ rules: [] }), "");
  assertEquals(robotsText({ rules: { crawlDelay: 0, userAgent: [] } }), "\n");
  assertEquals(
    sitemapText([]),
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n</urlset>\n',
  );
});
