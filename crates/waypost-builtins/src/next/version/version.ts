// Which Next.js a project is written for, and whether this is a development server: settings
// that several `next/*` builtins follow.

import type { PreviewKeys } from "waypost-internal:next/preview/preview";
import type { NextConfigPart } from "waypost-internal:next/server/next_url";

export type NextMajor = 14 | 15 | 16;

let major: NextMajor = 16;
let development = false;
let config: NextConfigPart = {};
let features: NextFeatures = {};

/** Seconds. https://nextjs.org/docs/app/api-reference/functions/cacheLife */
export interface CacheLife {
  stale?: number;
  revalidate?: number;
  expire?: number;
}

/** What a build made and settings of `next.config` that single functions ask for. */
export interface NextFeatures {
  preview?: PreviewKeys;
  /** `experimental.authInterrupts` */
  authInterrupts?: boolean;
  /** `experimental.multiZoneDraftMode` */
  multiZoneDraftMode?: boolean;
  /** `experimental.allowedRevalidateHeaderKeys` */
  allowedRevalidateHeaderKeys?: string[];
  /** `cacheComponents`, earlier `experimental.useCache` */
  useCache?: boolean;
  /** The profiles of `next.config`. */
  cacheLife?: { [profile: string]: CacheLife };
  /** Chunks of `cacheHandlers`, by kind, and of `cacheHandler`. */
  cacheHandlers?: { readonly [kind: string]: number };
  cacheHandler?: number;
  hasCacheHandlers?: boolean;
}

export function configureNext(
  version: NextMajor,
  dev: boolean,
  part: NextConfigPart = {},
  given: NextFeatures = {},
): void {
  major = version;
  development = dev;
  config = part;
  features = given;
  for (const follow of followers) follow(major);
}

const followers: ((major: NextMajor) => void)[] = [];

/** Calls `follow` with the version, now and whenever it is set. */
export function followVersion(follow: (major: NextMajor) => void): void {
  followers.push(follow);
  follow(major);
}

export function nextFeatures(): NextFeatures {
  return features;
}

/** What of `next.config` shapes the addresses that middleware sees. */
export function nextConfigPart(): NextConfigPart {
  return config;
}

/** The Next.js version whose behaviour is followed. */
export function nextMajor(): NextMajor {
  return major;
}

export function isDevelopment(): boolean {
  return development;
}
