import { initTRPC, TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import superjson from 'superjson';
import { z } from 'zod';

const t = initTRPC.context<{ user: string | null }>().create({ transformer: superjson, isDev: false });
const guarded = t.procedure.use(({ ctx, next }) => {
  if (!ctx.user) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next({ ctx: { user: ctx.user } });
});
const router = t.router({
  hello: t.procedure.input(z.object({ text: z.string().min(2) })).query(({ input }) => ({ greeting: `hello ${input.text}`, when: new Date(0), set: new Set([1]) })),
  add: guarded.input(z.number()).mutation(({ input, ctx }) => ({ sum: input + 1, user: ctx.user })),
  ticks: t.procedure.subscription(async function* () { for (let i = 0; i < 3; i++) yield i; }),
});

const handler = (req: Request) => fetchRequestHandler({ endpoint: '/api/trpc', req, router, createContext: ({ req }) => ({ user: req.headers.get('x-user') }) });
export { handler as GET, handler as POST };
