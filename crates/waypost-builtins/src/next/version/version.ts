// Which Next.js a project is written for, and whether this is a development server: settings
// that several `next/*` builtins follow.

import type { NextConfigPart } from "waypost-internal:next/server/next_url";

export type NextMajor = 14 | 15 | 16;

let major: NextMajor = 16;
let development = false;
let config: NextConfigPart = {};

export function configureNext(version: NextMajor, dev: boolean, part: NextConfigPart = {}): void {
  major = version;
  development = dev;
  config = part;
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
