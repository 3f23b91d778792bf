// The start of a project's instrumentation: https://nextjs.org/docs/app/api-reference/file-conventions/instrumentation

import { logUncaught } from "waypost-internal:internal/event_loop/uncaught";
import type { Namespace } from "waypost-internal:internal/loader/loader";
import { type Hooks, type Runtime, useHooks } from "waypost-internal:next/instrumentation/instrumentation";
import { process } from "waypost-internal:node/process/process";

/** The file in one module graph. */
export interface InstrumentationInfo {
  runtime: Runtime;
  entry: number;
}

const LISTENERS: { [event: string]: (error: unknown) => void } = {
  uncaughtException: (error) => logUncaught("uncaughtException", error),
  unhandledRejection: (error) => logUncaught("unhandledRejection", error),
};

/** Loads the files and awaits `register`, one runtime after the other. Rejects when one fails. */
export async function startInstrumentation(
  files: InstrumentationInfo[],
  load: (entry: number) => Namespace | Promise<Namespace>,
): Promise<void> {
  const found: { [runtime in Runtime]?: Hooks } = {};
  useHooks(found);
  listenAsServer();
  for (const { runtime, entry } of files) {
    const namespace = await load(entry);
    // A module of CommonJS has everything on `default`.
    const own = (namespace.register === undefined && namespace.onRequestError === undefined ? namespace.default : namespace) as
      | Hooks
      | undefined;
    found[runtime] = own ?? {};
    if (typeof own?.register === "function") await own.register();
  }
}

/**
 * Next.js's server listens before a project's code runs, and logs beside other listeners. Monitoring agents count
 * listeners, and would end the process where they find none but their own.
 */
function listenAsServer(): void {
  for (const [event, listener] of Object.entries(LISTENERS)) {
    if (!process.listeners(event).includes(listener)) process.on(event, listener);
  }
}
