// What `robots`, `sitemap` and `manifest` return, written as Next.js writes it: values as they are, escaped nowhere.
// https://nextjs.org/docs/app/api-reference/file-conventions/metadata

import { nextMajor } from "waypost-internal:next/version/version";

interface RobotsRule {
  userAgent?: string | string[];
  allow?: string | string[];
  disallow?: string | string[];
  crawlDelay?: number;
  other?: { [name: string]: unknown };
}

export interface Robots {
  rules: RobotsRule | RobotsRule[];
  host?: string;
  sitemap?: string | string[];
}

interface Video {
  [field: string]: unknown;
  restriction?: { relationship: string; content: string };
  platform?: { relationship: string; content: string };
  uploader?: { info?: string; content: string };
}

export interface SitemapEntry {
  url: string;
  lastModified?: string | Date;
  changeFrequency?: string;
  priority?: number;
  alternates?: { languages?: { [language: string]: string } };
  images?: string[];
  videos?: Video[];
}

function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}

/** https://www.rfc-editor.org/rfc/rfc9309 */
export function robotsText(data: Robots): string {
  let text = "";
  for (const rule of listOf(data.rules)) {
    for (const agent of listOf(rule.userAgent || ["*"])) text += `User-Agent: ${agent}\n`;
    if (rule.allow) for (const path of listOf(rule.allow)) text += `Allow: ${path}\n`;
    if (rule.disallow) for (const path of listOf(rule.disallow)) text += `Disallow: ${path}\n`;
    if (rule.crawlDelay) text += `Crawl-delay: ${rule.crawlDelay}\n`;
    if (rule.other && nextMajor() >= 16) text += otherRules(rule.other);
    text += "\n";
  }
  if (data.host) text += `Host: ${data.host}\n`;
  if (data.sitemap) for (const url of listOf(data.sitemap)) text += `Sitemap: ${url}\n`;
  return text;
}

function otherRules(rules: { [name: string]: unknown }): string {
  let text = "";
  for (const name of Object.keys(rules)) {
    const value = rules[name];
    if (value === undefined || value === null) continue;
    for (const one of listOf(value)) text += `${name}: ${one}\n`;
  }
  return text;
}

/** https://www.sitemaps.org/protocol.html */
export function sitemapText(entries: SitemapEntry[]): string {
  const isPlain = nextMajor() === 14;
  const some = (has: (entry: SitemapEntry) => boolean): boolean => entries.some(has);
  let text = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
  if (!isPlain && some((entry) => Boolean(entry.images?.length))) {
    text += ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"';
  }
  if (!isPlain && some((entry) => Boolean(entry.videos?.length))) {
    text += ' xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"';
  }
  if (some((entry) => Object.keys(entry.alternates ?? {}).length > 0)) {
    text += ' xmlns:xhtml="http://www.w3.org/1999/xhtml"';
  }
  text += ">\n";
  for (const entry of entries) text += entryText(entry, isPlain);
  return `${text}</urlset>\n`;
}

function entryText(entry: SitemapEntry, isPlain: boolean): string {
  let text = `<url>\n<loc>${entry.url}</loc>\n`;
  const languages = entry.alternates?.languages;
  if (languages) {
    for (const language in languages) {
      text += `<xhtml:link rel="alternate" hreflang="${language}" href="${languages[language]}" />\n`;
    }
  }
  if (!isPlain && entry.images?.length) {
    for (const image of entry.images) text += `<image:image>\n<image:loc>${image}</image:loc>\n</image:image>\n`;
  }
  if (!isPlain && entry.videos?.length) for (const video of entry.videos) text += videoText(video);
  const { lastModified } = entry;
  if (lastModified) {
    text += `<lastmod>${lastModified instanceof Date ? lastModified.toISOString() : lastModified}</lastmod>\n`;
  }
  if (entry.changeFrequency) text += `<changefreq>${entry.changeFrequency}</changefreq>\n`;
  if (typeof entry.priority === "number") text += `<priority>${entry.priority}</priority>\n`;
  return `${text}</url>\n`;
}

/** In the order in which they are written; the first three always are. */
const VIDEO_FIELDS = [
  "title",
  "thumbnail_loc",
  "description",
  "content_loc",
  "player_loc",
  "duration",
  "view_count",
  "tag",
  "rating",
  "expiration_date",
  "publication_date",
  "family_friendly",
  "requires_subscription",
  "live",
];

/** https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps */
function videoText(video: Video): string {
  const lines = ["<video:video>"];
  for (const [index, name] of VIDEO_FIELDS.entries()) {
    if (index < 3 || video[name]) lines.push(`<video:${name}>${video[name]}</video:${name}>`);
  }
  const { restriction, platform, uploader } = video;
  if (restriction) {
    lines.push(`<video:restriction relationship="${restriction.relationship}">${restriction.content}</video:restriction>`);
  }
  if (platform) {
    lines.push(`<video:platform relationship="${platform.relationship}">${platform.content}</video:platform>`);
  }
  // Without `info` Next.js writes what the test for it gave.
  if (uploader) {
    const info = uploader.info && ` info="${uploader.info}"`;
    lines.push(`<video:uploader${info}>${uploader.content}</video:uploader>`);
  }
  lines.push("</video:video>\n");
  return lines.join("\n");
}
