// Which Next.js a project is written for, and whether this is a development server: settings
// that several `next/*` builtins follow.

export type NextMajor = 14 | 15 | 16;

let major: NextMajor = 16;
let development = false;

export function configureNext(version: NextMajor, dev: boolean): void {
  major = version;
  development = dev;
}

/** The Next.js version whose behaviour is followed. */
export function nextMajor(): NextMajor {
  return major;
}

export function isDevelopment(): boolean {
  return development;
}
