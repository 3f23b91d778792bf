import { initTRPC } from '@trpc/server';
import * as trpcNext from '@trpc/server/adapters/next';
import { z } from 'zod';

const t = initTRPC.create({ isDev: false });
const appRouter = t.router({
  hello: t.procedure.input(z.object({ text: z.string() })).query(({ input }) => `hello ${input.text}`),
  save: t.procedure.input(z.object({ id: z.number() })).mutation(({ input }) => input.id * 2),
});

export default trpcNext.createNextApiHandler({ router: appRouter, createContext: () => ({}) });
