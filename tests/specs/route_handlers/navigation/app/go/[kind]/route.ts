import { cookies } from "next/headers";
import { notFound, permanentRedirect, redirect, RedirectType, unstable_rethrow } from "next/navigation";

function caught(run: () => void): string {
  try {
    run();
    return "nothing";
  } catch (error) {
    return (error as { digest: string }).digest;
  }
}

export async function GET(_: Request, { params }: { params: Promise<{ kind: string }> }) {
  const { kind } = await params;
  switch (kind) {
    case "redirect":
      redirect("/target?a=1");
    case "relative":
      redirect("other");
    case "permanent":
      permanentRedirect("/target");
    case "absolute":
      redirect("https://example.com/a?b=c#d");
    case "notfound":
      notFound();
    case "swallowed":
      return new Response(caught(() => redirect("/x")));
    case "rethrown":
      try {
        notFound();
      } catch (error) {
        unstable_rethrow(error);
        return new Response("swallowed");
      }
    case "cookie":
      (await cookies()).set("a", "1");
      redirect("/target");
    case "cookie404":
      (await cookies()).set("a", "1");
      notFound();
  }
  return Response.json([
    caught(() => redirect("/a;b", RedirectType.push)),
    caught(() => permanentRedirect("/a")),
    caught(() => notFound()),
  ]);
}
