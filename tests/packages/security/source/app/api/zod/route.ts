import { z } from 'zod';

const User = z.object({
  name: z.string().min(2).max(40),
  email: z.email(),
  age: z.coerce.number().int().positive().optional(),
  tags: z.array(z.string()).default([]),
  role: z.enum(['admin', 'user']).default('user'),
  born: z.iso.date().transform((text) => new Date(text)).optional(),
}).refine((user) => user.name !== 'root', { message: 'not this one', path: ['name'] });

export async function POST(request: Request) {
  const result = User.safeParse(await request.json());
  if (!result.success) {
    return Response.json({ issues: result.error.issues, tree: z.treeifyError(result.error), pretty: z.prettifyError(result.error) }, { status: 400 });
  }
  return Response.json({ user: result.data, schema: z.toJSONSchema(z.object({ a: z.string().optional(), b: z.union([z.number(), z.null()]) })) });
}
