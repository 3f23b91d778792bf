// The agent of requests that name none, as `import { globalAgent }` gives it.

import { type Agent, sharedAgent } from "waypost-internal:node/https/agent";

export const defaultAgent: Agent = sharedAgent();
