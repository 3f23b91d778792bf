// The agent of requests that name none, as `import { globalAgent }` gives it.

import { type Agent, globalAgent } from "waypost-internal:node/http/agent";

export const defaultAgent: Agent = globalAgent();
