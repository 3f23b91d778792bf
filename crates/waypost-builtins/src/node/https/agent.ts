// The agent of node:https: its connections are secure.

import { Agent as HttpAgent, type Agent as HttpAgentType, type AgentOptions } from "waypost-internal:node/http/agent";
import { defineMethods, inheritFrom } from "waypost-internal:node/stream/legacy";
import { connect } from "waypost-internal:node/tls/tls";

export type Agent = HttpAgentType & { maxCachedSessions: number };
interface AgentConstructor {
  new (options?: AgentOptions): Agent;
  (options?: AgentOptions): Agent;
  prototype: Agent;
}

export const Agent: AgentConstructor = function Agent(this: Agent, given?: AgentOptions): unknown {
  if (!(this instanceof (Agent as unknown as Function))) return new Agent(given);
  (HttpAgent as unknown as Function).call(this, { defaultPort: 443, protocol: "https:", ...given });
  this.defaultPort = 443;
  this.protocol = "https:";
  this.maxCachedSessions = (this.options.maxCachedSessions as number | undefined) ?? 100;
  return undefined;
} as unknown as AgentConstructor;
inheritFrom(Agent as unknown as Function, HttpAgent as unknown as Function, "Agent");

/** What makes one connection another's equal, beside its place. */
const NAMING = [
  "ca", "cert", "clientCertEngine", "ciphers", "key", "pfx", "rejectUnauthorized", "servername", "minVersion", "maxVersion", "secureProtocol",
  "crl", "honorCipherOrder", "ecdhCurve", "dhparam", "secureOptions", "sessionIdContext", "sigalgs", "privateKeyIdentifier", "privateKeyEngine",
];

defineMethods(Agent.prototype, {
  createConnection(this: Agent, ...args: unknown[]): unknown {
    const [first, second] = args;
    const options: Record<string, unknown> = { ...(typeof first === "object" && first !== null ? first : {}) };
    if (typeof first === "number") options.port = first;
    if (typeof second === "string") options.host = second;
    else if (typeof second === "object" && second !== null) Object.assign(options, second);
    if (options.socketPath) options.path = options.socketPath;
    // HTTP is all that is spoken here.
    options.ALPNProtocols ??= ["http/1.1"];
    return connect(options);
  },

  getName(this: Agent, options: AgentOptions = {}): string {
    let name = (HttpAgent.prototype.getName as (this: Agent, options: AgentOptions) => string).call(this, options);
    for (const key of NAMING) {
      name += ":";
      const value = options[key];
      if (key === "rejectUnauthorized" ? value !== undefined : value && !(key === "servername" && value === options.host)) name += String(value);
    }
    return name;
  },
});

let shared: Agent | undefined;

export function sharedAgent(): Agent {
  return (shared ??= new Agent({ keepAlive: true, scheduling: "lifo", timeout: 5000 }));
}

export function setSharedAgent(agent: Agent): void {
  shared = agent;
}
