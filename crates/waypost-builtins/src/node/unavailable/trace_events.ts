// node:trace_events: nothing is traced, so no category is on.

import { refusing } from "waypost-internal:node/unavailable/refuse";

export function getEnabledCategories(): undefined {
  return undefined;
}
export const createTracing: () => never = refusing("trace_events.createTracing()", "there is no tracing agent");

export default { createTracing, getEnabledCategories };
