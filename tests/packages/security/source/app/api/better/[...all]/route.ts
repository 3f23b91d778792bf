import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNextJsHandler } from 'better-auth/next-js';

const auth = betterAuth({
  baseURL: 'http://localhost:3000',
  basePath: '/api/better',
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { disabled: true },
  advanced: { database: { generateId: (() => { let n = 0; return () => `id${++n}`; })() as any } },
});

export const { GET, POST } = toNextJsHandler(auth);
