// next/config: https://nextjs.org/docs/14/pages/api-reference/config/next-config-js/runtime-configuration
//
// The values are those of the server's start, not of the build: the configuration is evaluated again in the realm
// of the handlers, with the environment that it serves in, and what it holds enters no app image.

import type { Namespace } from "waypost-internal:internal/loader/loader";
import { configOf } from "waypost-internal:next/config_file/config_file";
import { isDevelopment } from "waypost-internal:next/version/version";

interface RuntimeConfig {
  serverRuntimeConfig: unknown;
  publicRuntimeConfig: unknown;
}

const none = (): RuntimeConfig => ({ serverRuntimeConfig: {}, publicRuntimeConfig: {} });

let current = none();

export function setConfig(config: RuntimeConfig): void {
  current = config;
}

function getConfig(): RuntimeConfig {
  return current;
}

// What `require` gives has the members of the module.
export default Object.assign(getConfig, { default: getConfig, setConfig });

/** Evaluates the module of the configuration file in use; without one there are no values. */
export async function loadRuntimeConfig(load: (() => Namespace | Promise<Namespace>) | undefined): Promise<void> {
  current = none();
  if (load === undefined) return;
  const phase = isDevelopment() ? "phase-development-server" : "phase-production-server";
  const config = (await configOf(await load(), phase, {})) as Partial<RuntimeConfig> | undefined;
  current = {
    serverRuntimeConfig: config?.serverRuntimeConfig ?? {},
    publicRuntimeConfig: config?.publicRuntimeConfig ?? {},
  };
}
