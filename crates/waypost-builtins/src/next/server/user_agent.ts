// userAgent(): what a User-Agent header says, in the shape of `next/server`.
//
// A small set of patterns in order of precedence; what none of them names is absent, never guessed.

const BOTS =
  /Googlebot|Mediapartners-Google|AdsBot-Google|googleweblight|Storebot-Google|Google-PageRenderer|Google-InspectionTool|GPTBot|Bingbot|BingPreview|Slurp|DuckDuckBot|baiduspider|yandex|sogou|LinkedInBot|bitlybot|tumblr|vkShare|quora link preview|facebookexternalhit|facebookcatalog|Twitterbot|applebot|redditbot|Slackbot|Discordbot|WhatsApp|SkypeUriPreview|ia_archiver/i;

interface Named {
  name?: string;
  version?: string;
}

export interface UserAgent {
  isBot: boolean;
  ua: string;
  browser: Named & { major?: string };
  engine: Named;
  os: Named;
  device: { vendor?: string; model?: string; type?: string };
  cpu: { architecture?: string };
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\/([\d.]+)/, "Edge"],
  [/\bOPR\/([\d.]+)/, "Opera"],
  [/\bSamsungBrowser\/([\d.]+)/, "Samsung Internet"],
  [/\bYaBrowser\/([\d.]+)/, "Yandex"],
  [/\bFxiOS\/([\d.]+)/, "Mobile Firefox"],
  [/\bMobile;.*\bFirefox\/([\d.]+)/, "Mobile Firefox"],
  [/\bFirefox\/([\d.]+)/, "Firefox"],
  [/\bHeadlessChrome\/([\d.]+)/, "Chrome Headless"],
  [/\bCriOS\/([\d.]+)/, "Mobile Chrome"],
  [/\bChrome\/([\d.]+) Mobile\b/, "Mobile Chrome"],
  [/\bChrom(?:e|ium)\/([\d.]+)/, "Chrome"],
  [/\bVersion\/([\d.]+).*\bMobile\/\S+ Safari\//, "Mobile Safari"],
  [/\bVersion\/([\d.]+).*\bSafari\//, "Safari"],
  [/\bMSIE ([\d.]+)/, "IE"],
  [/\bTrident\/.*\brv:([\d.]+)/, "IE"],
];

const ENGINES: readonly (readonly [RegExp, string])[] = [
  [/\bChrome\/(?:2[89]|[3-9]\d|\d{3,})[\d.]*.*$/, "Blink"],
  [/\bAppleWebKit\/([\d.]+)/, "WebKit"],
  [/\brv:([\d.]+)\).*\bGecko\//, "Gecko"],
  [/\bTrident\/([\d.]+)/, "Trident"],
];

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bWindows NT ([\d.]+)/, "Windows"],
  [/\b(?:iPhone|iPad|iPod).*\bOS ([\d_]+) like Mac/, "iOS"],
  [/\bMac OS X ([\d_.]+)/, "Mac OS"],
  [/\bAndroid ([\d.]+)/, "Android"],
  [/\bCrOS \S+ ([\d.]+)/, "Chromium OS"],
  [/\bUbuntu(?:\/([\d.]+))?/, "Ubuntu"],
  [/\bLinux(?: ([\w.]+))?/, "Linux"],
];

const WINDOWS: { readonly [version: string]: string } = {
  "10.0": "10",
  "6.3": "8.1",
  "6.2": "8",
  "6.1": "7",
  "6.0": "Vista",
  "5.1": "XP",
};

function match(ua: string, table: readonly (readonly [RegExp, string])[]): Named {
  for (const [pattern, name] of table) {
    const found = pattern.exec(ua);
    if (found === null) continue;
    // Apple writes its versions with underscores.
    const version = name === "Linux" ? found[1] : found[1]?.replaceAll("_", ".");
    return version === undefined ? { name } : { name, version };
  }
  return {};
}

function deviceOf(ua: string): UserAgent["device"] {
  if (/\biPad\b/.test(ua)) return { vendor: "Apple", model: "iPad", type: "tablet" };
  if (/\biPhone\b/.test(ua)) return { vendor: "Apple", model: "iPhone", type: "mobile" };
  if (/\bMacintosh\b/.test(ua)) return { vendor: "Apple", model: "Macintosh" };
  const android = /\bAndroid [\d.]+; ([^;)]+?)(?: Build\/|[;)])/.exec(ua);
  if (android === null) return {};
  const model = (android[1] as string).trim();
  const type = /\bMobile\b/.test(ua) ? "mobile" : "tablet";
  if (/^SM-|^GT-|^SAMSUNG/i.test(model)) return { vendor: "Samsung", model, type };
  if (/^Pixel/.test(model)) return { vendor: "Google", model, type };
  return model === "K" ? { type } : { model, type };
}

function cpuOf(ua: string): UserAgent["cpu"] {
  if (/\b(?:x86_64|x64|Win64|WOW64|amd64)\b/i.test(ua)) return { architecture: "amd64" };
  if (/\b(?:aarch64|arm64)\b/i.test(ua)) return { architecture: "arm64" };
  if (/\bi[3-6]86\b/.test(ua)) return { architecture: "ia32" };
  return {};
}

export function isBot(ua: string): boolean {
  return BOTS.test(ua);
}

export function userAgentFromString(input: string | undefined): UserAgent {
  const ua = input ?? "";
  const browser = match(ua, BROWSERS);
  const os = match(ua, SYSTEMS);
  if (os.name === "Windows" && os.version !== undefined) os.version = WINDOWS[os.version] ?? os.version;
  const engine = match(ua, ENGINES);
  if (engine.name === "Blink") engine.version = /\bChrome\/([\d.]+)/.exec(ua)?.[1] as string;
  const major = browser.version?.split(".", 1)[0];
  return {
    ua,
    browser: major === undefined ? browser : { ...browser, major },
    engine,
    os,
    device: deviceOf(ua),
    cpu: cpuOf(ua),
    isBot: input === undefined ? false : isBot(ua),
  };
}

export function userAgent({ headers }: { headers: { get(name: string): string | null } }): UserAgent {
  return userAgentFromString(headers.get("user-agent") ?? undefined);
}
