const names = ["FROM_ENV", "FROM_PROCESS", "EXP", "DEF", "ESC", "Q", "SQ", "HASHV", "SP", "EMPTY", "EX", "BACK", "OVER", "PROD", "DEV"];
export const GET = () =>
  Response.json({
    ...Object.fromEntries(names.map((name) => [name, process.env[name] ?? null])),
    inlined: process.env.NEXT_PUBLIC_NAME,
    literal: `${process.env["NEXT_PUBLIC_NAME"]}`,
    mode: [process.env.NODE_ENV, process.env["NODE_ENV"], process.env.NEXT_RUNTIME],
  });
