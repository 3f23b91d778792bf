const { FROM_CONFIG, NEXT_PUBLIC_FROM_ENV: taken, ...rest } = process.env;
export async function GET(request) {
  const { env } = process;
  return Response.json({
    url: request.url.length > 0,
    config: process.env.FROM_CONFIG, bracket: process.env["CONFIG_OF_ENV"], plain: process.env.CONFIG_PLAIN, shadow: process.env.FROM_ENV_ONLY, number: process.env.NUMBER_CONFIG,
    destructured: FROM_CONFIG ?? null, taken, throughEnv: env.FROM_CONFIG ?? null, throughRest: rest.FROM_LOCAL ?? null,
    public: process.env.NEXT_PUBLIC_FROM_ENV, dynamic: process.env["NEXT_PUBLIC" + "_FROM_ENV"],
    mode: process.env.NODE_ENV, runtime: process.env.NEXT_RUNTIME, type: typeof process.env.NOTHING, optional: process.env?.FROM_CONFIG ?? null,
    global: globalThis.process.env.FROM_CONFIG ?? null, json: JSON.stringify({ v: process.env.FROM_CONFIG }),
  });
}
