// How an error of a handler reaches the log: as `next start` prints it.

import type { RouteInfo } from "waypost-internal:internal/turn/turn";
import { console } from "waypost-internal:node/console/console";

/** Logs what a handler threw. The route is named where the error itself cannot say it. */
export function logHandlerError(info: RouteInfo, error: unknown): void {
  if (error instanceof Error) console.error("\u2a2f", error);
  else console.error("\u2a2f", info.page, error);
}
