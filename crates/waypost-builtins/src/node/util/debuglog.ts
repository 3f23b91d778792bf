// util.debuglog: messages of a section, shown when NODE_DEBUG names it.

import { formatWithOptions } from "waypost-internal:node/util/format";
import { process } from "waypost-internal:node/process/process";

/** A logger that is silent unless its section is on. */
export interface DebugLogger {
  (...args: unknown[]): void;
  enabled: boolean;
}

function isEnabled(section: string): boolean {
  const wanted = process.env.NODE_DEBUG;
  if (!wanted) return false;
  return wanted.split(",").some((name) => {
    const pattern = name.trim().replace(/[|\\{}()[\]^$+?.]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${pattern}$`, "i").test(section);
  });
}

export function debuglog(section: string, onFirst?: (logger: DebugLogger) => void): DebugLogger {
  const name = String(section).toUpperCase();
  let enabled: boolean | undefined;
  const check = (): boolean => (enabled ??= isEnabled(name));
  let isFirst = true;
  const logger = ((...args: unknown[]): void => {
    if (isFirst) {
      isFirst = false;
      onFirst?.(logger);
    }
    if (check()) process.stderr.write(`${name} ${process.pid}: ${formatWithOptions({}, ...args)}\n`);
  }) as DebugLogger;
  Object.defineProperty(logger, "enabled", { get: check, configurable: true, enumerable: true });
  return logger;
}
