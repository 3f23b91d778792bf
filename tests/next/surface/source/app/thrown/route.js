import { notFound, permanentRedirect, redirect, RedirectType } from "next/navigation";

function seen(call) {
  try {
    call();
    return "nothing";
  } catch (error) {
    return { message: error.message, digest: error.digest, name: error.name };
  }
}

export async function GET(request) {
  await request.text();
  return Response.json({
    redirect: seen(() => redirect("/a")),
    push: seen(() => redirect("/a;b?c=1", RedirectType.push)),
    permanent: seen(() => permanentRedirect("/b")),
    notFound: seen(() => notFound()),
    types: RedirectType,
  });
}
