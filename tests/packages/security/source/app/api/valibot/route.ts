import * as v from 'valibot';

const Login = v.object({
  email: v.pipe(v.string(), v.trim(), v.email('The email is badly formatted.')),
  password: v.pipe(v.string(), v.minLength(8)),
  remember: v.optional(v.boolean(), false),
});

export async function POST(request: Request) {
  const result = v.safeParse(Login, await request.json());
  if (!result.success) return Response.json(v.flatten(result.issues), { status: 400 });
  return Response.json(result.output);
}
