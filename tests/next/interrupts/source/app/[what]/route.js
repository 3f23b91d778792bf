import { forbidden, notFound, redirect, unauthorized, unstable_rethrow } from "next/navigation";
import { cookies } from "next/headers";

const throwers = { forbidden, unauthorized, notFound, redirect: () => redirect("/there"), plain: () => { throw new Error("plain"); } };

function describe(call) {
  try { call(); } catch (error) { return { message: error.message, digest: error.digest, name: error.name }; }
}

export async function GET(request, context) {
  const { what } = await context.params;
  const [call, how] = what.split("-");
  const thrower = throwers[call];
  if (how === "describe") return Response.json(describe(thrower));
  if (how === "cookie") (await cookies()).set("a", "1");
  if (how === "rethrow") {
    try { thrower(); } catch (error) { unstable_rethrow(error); return new Response("caught"); }
  }
  if (how === "cause") {
    try { thrower(); } catch (error) {
      const wrapped = new Error("outer", { cause: error });
      try { unstable_rethrow(wrapped); } catch (again) { return Response.json({ same: again === error }); }
      return new Response("caught");
    }
  }
  if (how === "forged") throw Object.assign(new Error("x"), { digest: { forbidden: "NEXT_HTTP_ERROR_FALLBACK;403", unauthorized: "NEXT_HTTP_ERROR_FALLBACK;401", notFound: "NEXT_HTTP_ERROR_FALLBACK;418" }[call] });
  thrower();
}

export const POST = GET;
